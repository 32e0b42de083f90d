package kvm

import (
	"context"
	"encoding/xml"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// poolKind is a kind of pool that NovaCron makes, and what it stands on.
type poolKind struct {
	kind, title string
	needs       []string
	programs    []string // that libvirt calls
	files       []string // of which one must be there: the kernel's side
	module      string   // that serves as well: the programs load it
	lacks       string   // what it means when none is
	devices     bool     // it can be built from source.devices
	formats     []string // of volumes
}

// poolKinds are the kinds that NovaCron makes (https://libvirt.org/storage.html).
func poolKinds() []poolKind {
	files, raw := []string{"qcow2", "raw"}, []string{"raw"}
	return []poolKind{
		{kind: "dir", title: "Folder of the host", needs: []string{"targetPath"}, formats: files},
		{
			kind: "fs", title: "File system on a device of the host", needs: []string{"targetPath", "source.device"},
			programs: []string{"mount"}, formats: files,
		},
		{
			kind: "netfs", title: "NFS export", needs: []string{"targetPath", "source.host", "source.dir"},
			programs: []string{"mount.nfs"}, formats: files,
		},
		{
			kind: "logical", title: "LVM volume group", needs: []string{"source.name"}, programs: []string{"vgs", "lvcreate"},
			files: []string{"/dev/mapper/control", "/sys/class/misc/device-mapper"}, lacks: "the kernel has no device-mapper",
			devices: true, formats: raw,
		},
		{
			kind: "zfs", title: "ZFS dataset", needs: []string{"source.name"}, programs: []string{"zfs", "zpool"},
			files: []string{"/dev/zfs"}, lacks: "the kernel has no ZFS", formats: raw, // libvirt builds from one device at the most
		},
		{
			kind: "iscsi", title: "iSCSI target", needs: []string{"targetPath", "source.host", "source.device"},
			programs: []string{"iscsiadm"}, files: []string{"/sys/class/iscsi_transport", "/sys/module/libiscsi"}, module: "iscsi_tcp",
			lacks: "the kernel has no iSCSI initiator", formats: raw,
		},
	}
}

// poolCapabilitiesXML is what libvirt was built with.
type poolCapabilitiesXML struct {
	Pools []struct {
		Type      string `xml:"type,attr"`
		Supported string `xml:"supported,attr"`
	} `xml:"pool"`
}

// PoolKinds tells what pools this host can have.
func (p *Provider) PoolKinds(ctx context.Context) ([]novacron.PoolKind, error) {
	text, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (string, error) {
		return lv.ConnectGetStoragePoolCapabilities(0)
	})
	if novacron.CodeOf(err) == novacron.Unsupported { // before libvirt 5.2, and the test driver
		text, err = "", nil
	}
	if err != nil {
		return nil, err
	}
	return describeKinds(text, os.DirFS("/"))
}

// describeKinds puts together what libvirt was built with and what the host has.
func describeKinds(capabilities string, host fs.FS) ([]novacron.PoolKind, error) {
	var x poolCapabilitiesXML
	if capabilities != "" {
		if err := xml.Unmarshal([]byte(capabilities), &x); err != nil {
			return nil, fmt.Errorf("read storage pool capabilities: %w", err)
		}
	}
	built := map[string]bool{}
	for _, pool := range x.Pools {
		built[pool.Type] = pool.Supported == "yes"
	}
	var kinds []novacron.PoolKind
	for _, k := range poolKinds() {
		reason := k.missing(host)
		if capabilities != "" && !built[k.kind] {
			reason = "this libvirt has no driver for it (Debian: apt install libvirt-daemon-driver-storage-" + k.kind + ")"
		}
		kinds = append(kinds, novacron.PoolKind{
			Kind: k.kind, Title: k.title, Possible: reason == "", Reason: reason, Needs: slices.Clone(k.needs), Formats: k.formats,
		})
	}
	return kinds, nil
}

// missing says what the host lacks for a kind; empty for nothing.
func (k poolKind) missing(host fs.FS) string {
	has := func(path string) bool {
		_, err := fs.Stat(host, strings.TrimPrefix(path, "/"))
		return err == nil
	}
	for _, program := range k.programs {
		if !slices.ContainsFunc([]string{"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}, func(dir string) bool { return has(dir + program) }) {
			return program + " is not installed"
		}
	}
	if len(k.files) > 0 && !slices.ContainsFunc(k.files, has) && !hasModule(host, k.module) {
		return k.lacks
	}
	return ""
}

// hasModule says whether the running kernel has a module that can be loaded.
func hasModule(host fs.FS, module string) bool {
	if module == "" {
		return false
	}
	release, err := fs.ReadFile(host, "proc/sys/kernel/osrelease")
	if err != nil {
		return false
	}
	index, err := fs.ReadFile(host, "lib/modules/"+strings.TrimSpace(string(release))+"/modules.dep")
	return err == nil && strings.Contains(string(index), "/"+module+".ko")
}
