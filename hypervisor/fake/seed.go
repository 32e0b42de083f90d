package fake

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// seedDiskBytes is the disk of a seeded VM: ten thousand fit the default pool.
const seedDiskBytes = 512 << 20

var seedRoles = [...]struct {
	name, title string
	vcpus       int
	memoryBytes uint64
}{
	{"web", "Shop front end", 2, 1 << 30},
	{"db", "Orders database", 4, 4 << 30},
	{"cache", "Session cache", 1, 512 << 20},
	{"mail", "Mail relay", 1, 256 << 20},
	{"build", "Build worker", 8, 8 << 30},
	{"dns", "Name server", 1, 128 << 20},
}

// Seed makes n VMs of everyday kinds, most of them running. The same n gives
// the same VMs; those that are there already are left as they are. It returns
// how many it made.
func (p *Provider) Seed(n int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now().UTC().Truncate(time.Second)
	made := 0
	for i := range n {
		m := p.seedling(i, now)
		if p.vms[m.VM.ID] != nil || p.names[m.VM.Name] != "" {
			continue
		}
		disk := m.VM.Disks[0]
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		if _, err := p.ensureLocked(ref, volume{Format: disk.Format, SizeBytes: disk.SizeBytes}); err != nil {
			m.VM.Disks = nil // a full pool does not keep a VM from existing
		}
		p.vms[m.VM.ID], p.names[m.VM.Name] = m, m.VM.ID
		p.changedLocked(m.VM.ID, novacron.EventVMCreated, "defined")
		made++
	}
	p.keepLocked(nil)
	return made
}

// seedling returns the ith seeded VM: two of three run, one of twelve is paused.
func (p *Provider) seedling(i int, now time.Time) *machine {
	role := seedRoles[i%len(seedRoles)]
	name := fmt.Sprintf("%s-%d", role.name, i/len(seedRoles)+1)
	id := seedID(i)
	disk := novacron.Disk{
		Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2",
		Pool: "default", Volume: name + "-vda.qcow2", SizeBytes: seedDiskBytes,
	}
	disk.Source = volumePath(hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume})
	m := &machine{VM: novacron.VM{
		ID: id, Name: name, Title: role.title, Labels: map[string]string{"role": role.name, "origin": "demo"},
		Provider: ProviderName, VCPUs: role.vcpus, MemoryBytes: role.memoryBytes,
		Firmware: "bios", Machine: machineType, CPUModel: "host-model", Accel: "none",
		Autostart: i%4 == 0, Persistent: true, CreatedAt: now,
		Disks: []novacron.Disk{disk},
		NICs: []novacron.NIC{{
			MAC: hardwareAddress(id, 0), Kind: "network", Source: "default", Model: "virtio",
			Address: fmt.Sprintf("10.%d.%d.%d", i/64516%256, i/254%254, i%254+1),
		}},
	}}
	if i%3 == 2 {
		return m
	}
	m.Live = &life{
		State: novacron.VMRunning, Reason: "booted", VCPUs: role.vcpus, MemoryBytes: role.memoryBytes,
		BootMemoryBytes: role.memoryBytes, BootedAt: now.Add(-time.Duration(i%100) * time.Minute),
	}
	if i%12 == 7 {
		m.Live.State, m.Live.Reason, m.Live.StoodSince = novacron.VMPaused, "user", &now
	}
	return m
}

// seedID returns the id of the ith seeded VM: a version 8 UUID of its number.
func seedID(i int) novacron.VMID {
	b := sha256.Sum256(fmt.Appendf(nil, "novacron fake seed %d", i))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return novacron.VMID(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]))
}
