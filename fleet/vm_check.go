package fleet

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/novacron/novacron/novacron"
)

// Limits of what people write. libvirt has none of its own; these keep a VM's
// definition readable and its record small.
const (
	maxNameBytes        = 64
	maxTitleBytes       = 200
	maxDescriptionBytes = 8192
	maxLabels           = 64
	maxLabelBytes       = 128
	minMemoryBytes      = 32 << 20
	maxMemoryBytes      = 64 << 40 // more than any host has; a wrong unit shows here
	maxVCPUs            = 4096
	minDiskBytes        = 1 << 20
	maxDiskBytes        = 1 << 50
)

var (
	namePattern  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	labelPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$`)
	macPattern   = regexp.MustCompile(`^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$`)
)

// faults collects the fields of a request that cannot be used.
type faults struct{ fields []novacron.Field }

func (f *faults) add(bad bool, field, format string, args ...any) {
	if bad {
		f.fields = append(f.fields, novacron.Field{Name: field, Detail: fmt.Sprintf(format, args...)})
	}
}

func (f *faults) err() error {
	if len(f.fields) == 0 {
		return nil
	}
	return novacron.InvalidFields(f.fields)
}

// checkCreate checks what can be checked without the hypervisor.
func (v *VMs) checkCreate(req novacron.CreateVM) error {
	var f faults
	f.add(!namePattern.MatchString(req.Name) || len(req.Name) > maxNameBytes, "name",
		"must be 1 to %d letters, digits, '.', '_' or '-', and begin with a letter or digit", maxNameBytes)
	checkText(&f, req.Title, req.Description)
	checkLabels(&f, req.Labels)
	f.add(req.VCPUs < 0 || req.VCPUs > maxVCPUs, "vcpus", "must be 1 to %d", maxVCPUs)
	f.add(req.MemoryBytes != 0 && (req.MemoryBytes < minMemoryBytes || req.MemoryBytes > maxMemoryBytes), "memoryBytes",
		"must be bytes, %d (32 MiB) to %d (64 TiB)", uint64(minMemoryBytes), uint64(maxMemoryBytes))
	f.add(req.Firmware != "" && req.Firmware != "bios" && req.Firmware != "uefi", "firmware", "must be bios or uefi")
	for i, disk := range req.Disks {
		checkDisk(&f, indexed("disks", i), disk)
	}
	for i, nic := range req.NICs {
		f.add(nic.Network != "" && nic.Bridge != "", indexed("nics", i), "name a network or a bridge, not both")
		f.add(nic.MAC != "" && !macPattern.MatchString(nic.MAC), indexed("nics", i)+".mac", "must be six pairs of hexadecimal digits with ':' between them")
	}
	checkBoot(&f, req.Boot)
	if err := f.err(); err != nil {
		return err
	}
	if other, err := v.f.store.VMByName(req.Name); err == nil {
		e := novacron.Errorf(novacron.Conflict, "there is a vm named %q already (%s)", req.Name, other.ID)
		e.Fields = []novacron.Field{{Name: "name", Detail: "is taken"}}
		return e.WithMend("choose another name")
	}
	return nil
}

func checkText(f *faults, title, description string) {
	f.add(len(title) > maxTitleBytes || strings.ContainsAny(title, "\n\r") || !printable(title), "title",
		"must be one line of at most %d bytes", maxTitleBytes)
	f.add(len(description) > maxDescriptionBytes || !printable(description), "description",
		"must be text of at most %d bytes", maxDescriptionBytes)
}

// printable says whether s can stand in XML 1.0, which has no place for most
// control characters (https://www.w3.org/TR/xml/#charsets).
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 0x20 && r != '\t' && r != '\n' && r != '\r') || r == 0xFFFE || r == 0xFFFF
	})
}

func checkLabels(f *faults, labels map[string]string) {
	f.add(len(labels) > maxLabels, "labels", "must be at most %d", maxLabels)
	for key, value := range labels {
		f.add(len(key) > maxLabelBytes || !labelPattern.MatchString(key), "labels."+key,
			"a key is at most %d letters, digits, '.', '_', '/' or '-', and begins and ends with a letter or digit", maxLabelBytes)
		f.add(len(value) > maxLabelBytes || (value != "" && !labelPattern.MatchString(value)), "labels."+key,
			"a value is empty, or at most %d letters, digits, '.', '_', '/' or '-'", maxLabelBytes)
	}
}

func checkDisk(f *faults, field string, disk novacron.CreateDisk) {
	cdrom := disk.Kind == "cdrom"
	f.add(disk.Kind != "" && disk.Kind != "disk" && !cdrom, field+".kind", "must be disk or cdrom")
	f.add(disk.SizeBytes != 0 && disk.Source != "", field, "give sizeBytes for a new volume or source for an existing file, not both")
	f.add(disk.SizeBytes == 0 && disk.Source == "" && disk.Image == "" && !cdrom, field+".sizeBytes",
		"give sizeBytes for a new volume, image for one from an image, or source for an existing file")
	f.add(disk.Image != "" && disk.Source != "", field, "give image or source, not both")
	f.add(disk.Mode != "" && disk.Image == "", field+".mode", "is only for a disk from an image")
	f.add(disk.Mode != "" && disk.Mode != novacron.DiskOverlay && disk.Mode != novacron.DiskCopy, field+".mode", "must be overlay or copy")
	f.add(cdrom && disk.SizeBytes != 0, field+".sizeBytes", "a cdrom has a source or is empty: it cannot be made with a size")
	f.add(disk.SizeBytes != 0 && (disk.SizeBytes < minDiskBytes || disk.SizeBytes > maxDiskBytes), field+".sizeBytes",
		"must be bytes, %d (1 MiB) to %d (1 PiB)", uint64(minDiskBytes), uint64(maxDiskBytes))
	f.add(disk.Format != "" && disk.Format != "qcow2" && disk.Format != "raw", field+".format", "must be qcow2 or raw")
	f.add(disk.Source != "" && !filepath.IsAbs(disk.Source), field+".source", "must be an absolute path")
}

func checkBoot(f *faults, boot *novacron.DirectBoot) {
	if boot == nil {
		return
	}
	f.add(!filepath.IsAbs(boot.Kernel), "boot.kernel", "must be an absolute path")
	f.add(boot.Initrd != "" && !filepath.IsAbs(boot.Initrd), "boot.initrd", "must be an absolute path")
	f.add(!printable(boot.Cmdline), "boot.cmdline", "must be text")
}

// checkUpdate checks what can be checked without the hypervisor.
func checkUpdate(req novacron.VMUpdate) error {
	var f faults
	checkText(&f, deref(req.Title), deref(req.Description))
	if req.Labels != nil {
		checkLabels(&f, *req.Labels)
	}
	f.add(req.VCPUs != nil && (*req.VCPUs < 1 || *req.VCPUs > maxVCPUs), "vcpus", "must be 1 to %d", maxVCPUs)
	f.add(req.MemoryBytes != nil && (*req.MemoryBytes < minMemoryBytes || *req.MemoryBytes > maxMemoryBytes), "memoryBytes",
		"must be bytes, %d (32 MiB) to %d (64 TiB)", uint64(minMemoryBytes), uint64(maxMemoryBytes))
	return f.err()
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func isStopping(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errStopping) }

// withMendIfNone adds what to do to an error that says nothing of it.
func withMendIfNone(err error, format string, args ...any) error {
	e, ok := novacron.AsError(err)
	if !ok || e.Mend != "" {
		return err
	}
	return e.WithMend(format, args...)
}
