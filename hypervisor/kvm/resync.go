package kvm

import (
	"context"
	"hash/maphash"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// resyncShare bounds what looking for silent changes may cost: after a look
// that took d, the next one waits at least resyncShare*d. Of the last two looks
// the shorter one counts: one that waited for a VM that was being started, which
// costs nothing, must not put the next off for minutes.
const resyncShare = 100

// monitorChanges looks from time to time for what libvirt has no event for
// (autostart, a device added to the configuration alone), and soon when asked.
func (p *Provider) monitorChanges(ctx context.Context) {
	seed := maphash.MakeSeed()
	before, took := p.lookAround(ctx, seed)
	last := took
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.resync:
		case <-time.After(max(p.opts.Resync, resyncShare*min(took, last))):
		}
		last = took
		var now map[novacron.VMID]uint64
		if now, took = p.lookAround(ctx, seed); now == nil {
			continue
		}
		if before != nil {
			p.tellDifferences(before, now)
		}
		before = now
	}
}

// resyncSoon asks for a look at the inventory without waiting for the ticker.
func (p *Provider) resyncSoon() {
	select {
	case p.resync <- struct{}{}:
	default:
	}
}

func (p *Provider) tellDifferences(before, now map[novacron.VMID]uint64) {
	for id, sum := range now {
		if old, known := before[id]; !known || old != sum {
			p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: id, Reason: "seen"})
		}
	}
	for id := range before {
		if _, still := now[id]; !still {
			p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticeGone, VM: id, Reason: "seen"})
		}
	}
}

// lookAround returns a sum of everything that is known of each VM, nil when
// libvirt cannot be asked, and how long it took.
func (p *Provider) lookAround(ctx context.Context, seed maphash.Seed) (map[novacron.VMID]uint64, time.Duration) {
	start := time.Now()
	l, err := p.listing(ctx)
	if err != nil {
		return nil, time.Since(start)
	}
	sums := make(map[novacron.VMID]uint64, len(l.all))
	for _, d := range l.all {
		raw, err := ask(ctx, p, domains, func(lv *libvirt.Libvirt) (rawDomain, error) {
			raw := l.known(d)
			return raw, raw.readState(lv, d)
		})
		switch {
		case isNumber(err, libvirt.ErrNoDomain):
		case err != nil:
			return nil, time.Since(start)
		default:
			sums[raw.id] = raw.sum(seed)
		}
	}
	return sums, time.Since(start)
}

func (raw *rawDomain) sum(seed maphash.Seed) uint64 {
	type flags struct {
		live, config                 uint64
		state                        int32
		persistent, autostart, saved bool
	}
	return maphash.Comparable(seed, flags{
		maphash.String(seed, raw.live), maphash.String(seed, raw.config),
		raw.state, raw.persistent, raw.autostart, raw.saved,
	})
}
