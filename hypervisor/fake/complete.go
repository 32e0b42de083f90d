package fake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net"
	"path"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	machineType = "q35"

	minMemoryBytes     = 32 << 20
	defaultMemoryBytes = 1 << 30
	minDiskBytes       = 1 << 20
	maxVCPUs           = 4096
)

// completer fills one request in and collects the fields at fault.
type completer struct {
	p      *Provider
	id     novacron.VMID
	vm     novacron.VM
	faults []novacron.Field
	virtio int // disks named so far, by bus
	sata   int
}

// Complete fills in what a request leaves out.
func (p *Provider) Complete(ctx context.Context, id novacron.VMID, req novacron.CreateVM) (def hypervisor.Definition, err error) {
	err = p.do(ctx, "Complete", func() error {
		c := completer{p: p, id: id}
		c.basics(req)
		c.disks(req.Disks)
		c.nics(req.NICs)
		c.boot(req.Boot)
		if len(c.faults) > 0 {
			return novacron.InvalidFields(c.faults)
		}
		if other, taken := p.names[req.Name]; taken && other != id {
			return novacron.Errorf(novacron.Conflict, "the hypervisor has a vm named %s already: %s", req.Name, other)
		}
		def = hypervisor.Definition{VM: c.vm, Boot: req.Boot}
		return nil
	})
	return def, err
}

func (c *completer) fault(field, format string, args ...any) {
	c.faults = append(c.faults, novacron.Field{Name: field, Detail: fmt.Sprintf(format, args...)})
}

func (c *completer) basics(req novacron.CreateVM) {
	if !word(req.Name) {
		c.fault("name", "must be 1 to 64 letters, digits, '.', '_' and '-', not beginning with punctuation")
	}
	if req.CPUModel != "" && !word(req.CPUModel) {
		c.fault("cpuModel", "must be a CPU model, host-model or host-passthrough")
	}
	c.vm = novacron.VM{
		ID: c.id, Name: req.Name, Title: req.Title, Description: req.Description, Labels: maps.Clone(req.Labels),
		Provider: ProviderName, VCPUs: max(req.VCPUs, 0), MemoryBytes: req.MemoryBytes,
		Firmware: req.Firmware, Machine: machineType, CPUModel: req.CPUModel, Accel: "none",
		Autostart: req.Autostart, Persistent: true, Managed: true,
	}
	if req.VCPUs == 0 {
		c.vm.VCPUs = 1
	}
	if req.MemoryBytes == 0 {
		c.vm.MemoryBytes = defaultMemoryBytes
	}
	if req.Firmware == "" {
		c.vm.Firmware = "bios"
	}
	if req.CPUModel == "" {
		c.vm.CPUModel = "host-model"
	}
	c.size()
	c.words()
	if !slices.Contains([]string{"bios", "uefi"}, c.vm.Firmware) {
		c.fault("firmware", "must be bios or uefi")
	}
}

// size checks how large the VM is.
func (c *completer) size() {
	if c.vm.VCPUs < 1 || c.vm.VCPUs > maxVCPUs {
		c.fault("vcpus", "must be between 1 and %d", maxVCPUs)
	}
	if c.vm.MemoryBytes < minMemoryBytes {
		c.fault("memoryBytes", "must be at least %d (32 MiB)", minMemoryBytes)
	}
}

// words checks what people call it.
func (c *completer) words() {
	if strings.ContainsAny(c.vm.Title, "\r\n") {
		c.fault("title", "must be one line")
	}
	for _, key := range slices.Sorted(maps.Keys(c.vm.Labels)) {
		if !word(strings.ReplaceAll(key, "/", ".")) {
			c.fault("labels["+key+"]", "a key is 1 to 64 letters, digits, '.', '_', '-' and '/', not beginning with punctuation")
		}
	}
}

// word says whether s is 1 to 64 letters, digits, '.', '_' and '-', and does
// not begin with punctuation.
func word(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("._-", r)) {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 64
}

func (c *completer) disks(reqs []novacron.CreateDisk) {
	for i, req := range reqs {
		field := fmt.Sprintf("disks[%d]", i)
		disk := novacron.Disk{
			Kind: req.Kind, Bus: cmp.Or(req.Bus, "virtio"), Format: req.Format, ReadOnly: req.ReadOnly,
			Cache: req.Cache, Discard: req.Discard, Serial: req.Serial, IOLimits: req.IOLimits,
		}
		if disk.Kind == "" {
			disk.Kind = "disk"
		}
		if disk.Kind == "cdrom" {
			disk.Bus, disk.ReadOnly = cmp.Or(req.Bus, "sata"), true
		}
		if disk.Kind != "disk" && disk.Kind != "cdrom" {
			c.fault(field+".kind", "must be disk or cdrom")
		}
		disk.Device = c.device(disk.Bus)
		switch {
		case (req.SizeBytes == 0) == (req.Source == ""):
			c.fault(field+".sizeBytes", "set either sizeBytes, for a new volume, or source")
		case req.Source != "":
			c.attached(field, &disk, req)
		default:
			c.made(field, &disk, req)
		}
		c.vm.Disks = append(c.vm.Disks, disk)
	}
}

func (c *completer) device(bus string) string {
	if bus == "sata" || bus == "usb" {
		c.sata++
		return deviceName("sd", c.sata-1)
	}
	c.virtio++
	return deviceName("vd", c.virtio-1)
}

func deviceName(prefix string, n int) string { return prefix + string(rune('a'+n%26)) }

func (c *completer) attached(field string, disk *novacron.Disk, req novacron.CreateDisk) {
	if !path.IsAbs(req.Source) {
		c.fault(field+".source", "must be an absolute path")
	}
	if req.Pool != "" {
		c.fault(field+".pool", "belongs to new volumes, not to an existing source")
	}
	disk.Source = req.Source
	if disk.Format == "" {
		disk.Format = "raw"
		if strings.HasSuffix(req.Source, ".qcow2") {
			disk.Format = "qcow2"
		}
	}
}

func (c *completer) made(field string, disk *novacron.Disk, req novacron.CreateDisk) {
	disk.Pool, disk.SizeBytes = req.Pool, req.SizeBytes
	if disk.Pool == "" {
		disk.Pool = "default"
	}
	if disk.Format == "" {
		disk.Format = "qcow2"
	}
	if !slices.Contains([]string{"qcow2", "raw"}, disk.Format) {
		c.fault(field+".format", "must be qcow2 or raw")
	}
	if disk.SizeBytes < minDiskBytes {
		c.fault(field+".sizeBytes", "must be at least %d (1 MiB)", minDiskBytes)
	}
	if disk.Kind == "cdrom" {
		c.fault(field+".kind", "a cdrom needs a source")
	}
	pool := c.p.pools[disk.Pool]
	if pool == nil {
		c.fault(field+".pool", "there is no storage pool %q", disk.Pool)
		return
	}
	// The ID makes it this VM's alone, whatever another of this name left.
	disk.Volume = c.vm.Name + "-" + disk.Device + "-" + string(c.id)[:min(8, len(c.id))] + "." + disk.Format
	if pool.Volumes[disk.Volume] != nil {
		disk.Volume = c.vm.Name + "-" + disk.Device + "-" + string(c.id) + "." + disk.Format
	}
	disk.Source = volumePath(hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume})
}

func (c *completer) nics(reqs []novacron.CreateNIC) {
	if reqs == nil && c.p.networks["default"] != nil {
		reqs = []novacron.CreateNIC{{Network: "default"}}
	}
	for i, req := range reqs {
		field := fmt.Sprintf("nics[%d]", i)
		nic := novacron.NIC{
			MAC: strings.ToLower(req.MAC), Kind: "network", Source: req.Network, Model: req.Model,
			LinkDown: req.LinkDown, VLAN: req.VLAN, Inbound: hypervisor.Counted(req.Inbound), Outbound: hypervisor.Counted(req.Outbound),
		}
		if nic.Model == "" {
			nic.Model = "virtio"
		}
		if nic.MAC == "" {
			nic.MAC = hardwareAddress(c.id, i)
		}
		if mac, err := net.ParseMAC(nic.MAC); err != nil || len(mac) != 6 {
			c.fault(field+".mac", "must be six bytes, like 52:54:00:12:34:56")
		}
		if req.Bridge != "" {
			nic.Kind, nic.Source = "bridge", req.Bridge
		} else if nic.Source == "" {
			nic.Source = "default"
		}
		if req.Bridge != "" && req.Network != "" {
			c.fault(field+".bridge", "set either network or bridge")
		}
		if nic.Kind == "network" && c.p.networks[nic.Source] == nil {
			c.fault(field+".network", "there is no network %q", nic.Source)
		}
		c.vm.NICs = append(c.vm.NICs, nic)
	}
}

func (c *completer) boot(boot *novacron.DirectBoot) {
	if boot == nil {
		return
	}
	if !path.IsAbs(boot.Kernel) {
		c.fault("boot.kernel", "must be an absolute path")
	}
	if boot.Initrd != "" && !path.IsAbs(boot.Initrd) {
		c.fault("boot.initrd", "must be an absolute path")
	}
}

// hardwareAddress makes the nth address of a VM, in the range of QEMU.
func hardwareAddress(id novacron.VMID, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", id, n))
	return fmt.Sprintf("52:54:00:%02x:%02x:%02x", sum[0], sum[1], sum[2])
}
