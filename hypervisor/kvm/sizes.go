package kvm

import (
	"sync"

	"github.com/novacron/novacron/novacron"
)

// sizes remembers what guests see as the size of a disk's file. libvirt's XML
// does not tell it, and asking for each disk of each VM would make a list slow;
// so it is known for the volumes that this process made or looked up.
type sizes struct {
	mu    sync.RWMutex
	bytes map[string]uint64
}

func (s *sizes) learn(path string, bytes uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes == nil {
		s.bytes = map[string]uint64{}
	}
	s.bytes[path] = bytes
}

func (s *sizes) forget(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.bytes, path)
}

func (s *sizes) fill(disks []novacron.Disk) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := range disks {
		disks[i].SizeBytes = s.bytes[disks[i].Source]
	}
}

// decode makes a VM of what libvirt says, and adds what this process knows.
func (p *Provider) decode(raw rawDomain) novacron.VM {
	vm := decodeVM(raw)
	p.sizes.fill(vm.Disks)
	return vm
}
