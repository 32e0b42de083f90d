package kvm

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Learning sizes of disks.
const (
	sizeAge      = 10 * time.Minute // after which a size, or that there is none, is asked for again
	sizeTimeout  = 5 * time.Second  // for one disk: its file may be on storage that hangs
	maxSizeFails = 3                // timeouts after which a session asks no more: each holds a thread of libvirtd
	maxSizeWants = 4096             // disks waiting to be asked for
)

// sizes remembers what guests see as the size of a disk's file. libvirt's XML
// does not tell it, and asking for each disk of each VM would make a list slow
// and hang with its storage. So reading a VM only looks here and leaves a note
// of what is missing; monitorSizes asks for one after the other, and a notice
// tells when a size is known.
type sizes struct {
	wake chan struct{}

	mu     sync.Mutex
	known  map[string]diskSize
	wanted map[string]novacron.VMID
}

// diskSize is a size, 0 when it cannot be told, and when that was learned.
type diskSize struct {
	bytes uint64
	at    time.Time
}

func newSizes() *sizes {
	return &sizes{wake: make(chan struct{}, 1), known: map[string]diskSize{}, wanted: map[string]novacron.VMID{}}
}

// learn keeps a size and says whether it is news.
func (s *sizes) learn(path string, bytes uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.known[path].bytes != bytes
	s.known[path] = diskSize{bytes, time.Now()}
	delete(s.wanted, path)
	return news
}

func (s *sizes) forget(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, path)
}

// fill puts in the sizes that are known, and notes those that are not.
func (s *sizes) fill(id novacron.VMID, disks []novacron.Disk) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range disks {
		size := s.known[d.Source]
		disks[i].SizeBytes = size.bytes
		if filepath.IsAbs(d.Source) && time.Since(size.at) > sizeAge && len(s.wanted) < maxSizeWants {
			s.wanted[d.Source] = id
		}
	}
	if len(s.wanted) > 0 {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// next takes a disk that is wanted.
func (s *sizes) next() (path string, id novacron.VMID, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, id = range s.wanted {
		delete(s.wanted, path)
		return path, id, true
	}
	return "", "", false
}

// monitorSizes asks for wanted sizes until ctx ends.
func (p *Provider) monitorSizes(ctx context.Context) {
	for fails := 0; fails < maxSizeFails; {
		path, id, ok := p.sizes.next()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-p.sizes.wake:
			}
			continue
		}
		bytes, err := p.askSize(ctx, id, path)
		if ctx.Err() != nil {
			return
		}
		if novacron.CodeOf(err) == novacron.Timeout {
			fails++
		}
		if p.sizes.learn(path, bytes) {
			p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: id, Reason: "disk size"})
		}
	}
	p.log.Warn().Msg("disks do not answer; their sizes are not shown")
}

func (p *Provider) askSize(ctx context.Context, id novacron.VMID, path string) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, sizeTimeout)
	defer cancel()
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (uint64, error) {
		_, capacity, _, err := lv.DomainGetBlockInfo(d, path, 0)
		return capacity, err
	})
}

// decode makes a VM of what libvirt says, and adds what this process knows.
func (p *Provider) decode(raw rawDomain) novacron.VM {
	vm := decodeVM(raw)
	p.sizes.fill(vm.ID, vm.Disks)
	return vm
}
