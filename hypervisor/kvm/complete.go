package kvm

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// defaultPool and defaultNetwork are the names that libvirt's own tools use.
const (
	defaultPool    = "default"
	defaultNetwork = "default"
)

// Complete returns the whole definition of a VM to be made. It changes nothing.
func (p *Provider) Complete(ctx context.Context, id novacron.VMID, req novacron.CreateVM) (hypervisor.Definition, error) {
	if ctx.Err() != nil {
		return hypervisor.Definition{}, contextError(ctx)
	}
	s, err := p.session()
	if err != nil {
		return hypervisor.Definition{}, err
	}
	if fields := check(req, s.vcpuLimit()); len(fields) > 0 {
		return hypervisor.Definition{}, novacron.InvalidFields(fields)
	}
	if _, err := parseID(id); err != nil {
		return hypervisor.Definition{}, novacron.InvalidField("id", "%q is not a UUID", id)
	}
	def := hypervisor.Definition{VM: novacron.VM{
		ID: id, Name: req.Name, Provider: "kvm", State: novacron.VMShutoff, Title: req.Title, Description: req.Description,
		Labels: req.Labels, VCPUs: max(req.VCPUs, 1), MemoryBytes: wholeMiB(req.MemoryBytes), Firmware: req.Firmware,
		CPUModel: req.CPUModel, Accel: s.accel, Autostart: req.Autostart, Persistent: true, Managed: true,
	}, Boot: req.Boot}
	if def.VM.MemoryBytes == 0 {
		def.VM.MemoryBytes = 1 << 30
	}
	if def.VM.Firmware == "" {
		def.VM.Firmware = "bios"
	}
	if def.VM.CPUModel == "" {
		def.VM.CPUModel = s.defaultCPU()
	}
	if def.VM.Disks, err = p.completeDisks(ctx, id, req); err != nil {
		return hypervisor.Definition{}, err
	}
	def.VM.NICs, err = p.completeNICs(ctx, req.NICs)
	return def, err
}

// wholeMiB rounds up to what QEMU can give: x86 memory comes in MiB.
func wholeMiB(bytes uint64) uint64 { return (bytes + 1<<20 - 1) >> 20 << 20 }

// defaultCPU is the best model that a VM can migrate with. Under KVM that is
// host-model: a named model with the features of this host, which libvirt
// checks on the destination. Under TCG features do not depend on the host;
// 'maximum' would be the most but depends on the version of QEMU, so it is
// Nehalem: the oldest model of x86-64-v2, which today's distributions ask for,
// and the same everywhere.
func (s *session) defaultCPU() string {
	arch, _, _ := s.caps.guest()
	switch {
	case s.accel != AccelTCG:
		return "host-model"
	case arch == "x86_64":
		return "Nehalem"
	}
	return "maximum"
}

func (p *Provider) completeDisks(ctx context.Context, id novacron.VMID, req novacron.CreateVM) ([]novacron.Disk, error) {
	var disks []novacron.Disk
	var err error
	count := map[string]int{}
	for i, want := range req.Disks {
		disk := diskOf(want)
		prefix := devicePrefix(disk.Bus)
		disk.Device = prefix + string(rune('a'+count[prefix]))
		count[prefix]++
		if want.Source == "" {
			if err := p.completeVolume(ctx, string(id)[:8], req.Name, i, want.Pool, &disk); err != nil {
				return nil, err
			}
		} else if disk.Format, err = p.formatOf(ctx, i, disk); err != nil {
			return nil, err
		}
		disks = append(disks, disk)
	}
	return disks, nil
}

// diskOf is a requested disk with what is the same wherever it goes.
func diskOf(want novacron.CreateDisk) novacron.Disk {
	disk := novacron.Disk{
		Kind: cmp.Or(want.Kind, "disk"), Bus: cmp.Or(want.Bus, "virtio"), Format: want.Format, ReadOnly: want.ReadOnly, Source: want.Source,
		SizeBytes: want.SizeBytes, Cache: want.Cache, Discard: want.Discard, Serial: want.Serial, IOLimits: want.IOLimits,
	}
	if disk.Kind == "cdrom" {
		disk.Bus, disk.ReadOnly = cmp.Or(want.Bus, "sata"), true
	}
	return disk
}

// devicePrefix is how devices of a bus are called.
func devicePrefix(bus string) string {
	if bus == "virtio" {
		return "vd"
	}
	return "sd"
}

// completeVolume names the volume of a new disk: after the VM, so that people
// know whose it is, and after its ID, so that it is never one that another VM
// left or another tool made: what has this name may be used, and removed when
// making the VM fails.
func (p *Provider) completeVolume(ctx context.Context, mark string, name string, i int, pool string, disk *novacron.Disk) error {
	disk.Pool = cmp.Or(pool, defaultPool)
	formats, err := p.poolFormats(ctx, disk.Pool)
	if err != nil {
		return err
	}
	disk.Format = cmp.Or(disk.Format, formats[0])
	if !slices.Contains(formats, disk.Format) {
		return novacron.InvalidField(fmt.Sprintf("disks[%d].format", i), "the pool %s holds %s volumes only", disk.Pool, formats[0])
	}
	disk.SizeBytes = (disk.SizeBytes + 1023) &^ 1023 // libvirt counts KiB here
	disk.Volume = fmt.Sprintf("%s-%s-%s.%s", name, disk.Device, mark, disk.Format)
	switch _, err := p.lookupVolume(ctx, disk.Pool, disk.Volume); {
	case err == nil:
		return novacron.Errorf(novacron.Conflict, "the pool %s has a volume %s already", disk.Pool, disk.Volume).WithMend("try again")
	case isNumber(err, libvirt.ErrNoStorageVol):
	case isNumber(err, libvirt.ErrNoStoragePool) && disk.Pool == defaultPool: // EnsureVolume makes it
	case isNumber(err, libvirt.ErrNoStoragePool):
		return novacron.InvalidField(fmt.Sprintf("disks[%d].pool", i), "there is no storage pool %q; see virsh pool-list --all", disk.Pool)
	case novacron.CodeOf(err) == novacron.WrongState: // an inactive pool; EnsureVolume starts it
	default:
		return err
	}
	return nil
}

// poolFormats are the formats of volumes that a pool takes, the usual first.
// What is wrong with the pool is found later.
func (p *Provider) poolFormats(ctx context.Context, name string) ([]string, error) {
	pool, err := p.Pool(ctx, name)
	switch code := novacron.CodeOf(err); {
	case code == novacron.NotFound || code == novacron.Unsupported:
		pool.Kind = "dir"
	case err != nil:
		return nil, err
	}
	if slices.Contains(filePools(), pool.Kind) {
		return []string{"qcow2", "raw"}, nil
	}
	return []string{"raw"}, nil
}

func (p *Provider) completeNICs(ctx context.Context, want []novacron.CreateNIC) ([]novacron.NIC, error) {
	if want == nil {
		return p.defaultNICs(ctx)
	}
	nics := []novacron.NIC{}
	for i, w := range want {
		nic := novacron.NIC{
			MAC: strings.ToLower(w.MAC), Kind: "network", Source: w.Network, Model: w.Model,
			LinkDown: w.LinkDown, VLAN: w.VLAN, Inbound: hypervisor.Counted(w.Inbound), Outbound: hypervisor.Counted(w.Outbound),
		}
		if w.Bridge != "" {
			nic.Kind, nic.Source = "bridge", w.Bridge
		}
		if nic.Source == "" {
			nic.Source = defaultNetwork
		}
		if nic.MAC == "" {
			nic.MAC = newMAC()
		}
		if nic.Model == "" {
			nic.Model = "virtio"
		}
		if nic.Kind == "network" {
			_, err := p.networkActive(ctx, nic.Source)
			if novacron.CodeOf(err) == novacron.NotFound {
				return nil, novacron.InvalidField(fmt.Sprintf("nics[%d].network", i), "there is no network %q; see virsh net-list --all", nic.Source)
			}
			if err != nil {
				return nil, err
			}
		}
		nics = append(nics, nic)
	}
	return nics, nil
}

// defaultNICs is one on the default network, when that can be used. A network
// that is not active stays so (starting it would put a bridge, a DHCP server
// and NAT rules on the host, which nobody asked for): the VM gets none, and a
// warning says how to mend it.
func (p *Provider) defaultNICs(ctx context.Context) ([]novacron.NIC, error) {
	active, err := p.networkActive(ctx, defaultNetwork)
	code := novacron.CodeOf(err)
	switch {
	case active:
		p.unwarn(warnNetwork)
		return []novacron.NIC{{MAC: newMAC(), Kind: "network", Source: defaultNetwork, Model: "virtio"}}, nil
	case err != nil && code != novacron.NotFound && code != novacron.Unsupported && code != novacron.Unavailable:
		return nil, err
	case errors.Is(err, context.DeadlineExceeded):
		return nil, err
	}
	p.warn(novacron.Warning{
		ID:     warnNetwork,
		Detail: "libvirt's default network is not active: VMs made without naming a network have none",
		Mend:   mendNetwork,
	})
	return []novacron.NIC{}, nil
}

const (
	warnNetwork = "default_network"
	mendNetwork = "virsh net-start default && virsh net-autostart default, or name a network or bridge"
)

func (p *Provider) networkActive(ctx context.Context, name string) (bool, error) {
	active, err := ask(ctx, p, networks, func(lv *libvirt.Libvirt) (int32, error) {
		net, err := lv.NetworkLookupByName(name)
		if err != nil {
			return 0, err
		}
		return lv.NetworkIsActive(net)
	})
	return active != 0, err
}

// newMAC is a random hardware address in the range that QEMU's guests use.
func newMAC() string {
	mac := net.HardwareAddr{0x52, 0x54, 0x00, 0, 0, 0}
	_, _ = rand.Read(mac[3:]) // never fails
	return mac.String()
}
