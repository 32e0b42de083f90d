package fleet

import (
	"context"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Register makes a kind of operation known that does what a test gives it.
func (f *Fleet) Register(name string, do func(ctx context.Context, step func(phase string) error) error) {
	f.operations.register(kind{name: name, do: planned(func(ctx context.Context, r *run, _ struct{}) error {
		return do(ctx, func(phase string) error { return r.step(ctx, phase, 50, true) })
	})})
}

// Begin begins an operation of a registered kind.
func (f *Fleet) Begin(ctx context.Context, name string, target novacron.Target, claim string, holds ...store.Hold) (novacron.Operation, error) {
	op, _, err := f.operations.begin(ctx, request{kind: name, target: target, claim: claim, holds: holds, plan: struct{}{}})
	return op, err
}

// Follow keeps the records of images in agreement with what read returns, and
// returns what compares them now.
func (f *Fleet) Follow(read func(context.Context) ([]novacron.Image, error)) (refresh func(context.Context) error) {
	c := newCatalog(f, records[novacron.Image]{
		noun:  "image",
		table: f.store.Images,
		in:    (*store.Tx).Images,
		read:  read,
		id:    func(n *novacron.Image) string { return string(n.ID) },
		name:  func(n *novacron.Image) string { return n.Name },
		meta:  func(n *novacron.Image) *novacron.Meta { return &n.Meta },
	})
	f.followers = append(f.followers, follower{on: hypervisor.NoticeNetworks, what: c})
	return c.refresh
}

// GuessOS is guessOS.
func GuessOS(names ...string) string { return guessOS(names...) }
