package kvm

import (
	"context"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// call is the one bridge between libvirt's RPC, which knows neither contexts
// nor deadlines, and the rest: every RPC goes through it. fn may make several
// RPCs. When ctx ends first, the link is stale: fn still waits on it in the
// background, until it is answered or the link is closed.
func call[T any](ctx context.Context, l *link, fn func(*libvirt.Libvirt) (T, error)) (T, error) {
	var zero T
	if err := ctx.Err(); err != nil {
		return zero, contextError(ctx)
	}
	type answer struct {
		value T
		err   error
	}
	answers := make(chan answer, 1)
	l.begin()
	go func() {
		defer l.end()
		value, err := fn(l.lv)
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		if a.err != nil {
			return zero, mapError(a.err)
		}
		return a.value, nil
	case <-ctx.Done():
		l.stale.Store(true)
		return zero, contextError(ctx)
	}
}

// contextError is what a call ends with when its context did.
func contextError(ctx context.Context) error {
	code, detail := novacron.Timeout, "libvirt did not answer in time"
	if novacron.CodeOf(ctx.Err()) == novacron.Canceled {
		code, detail = novacron.Canceled, "the call was given up"
	}
	return &novacron.Error{Code: code, Detail: detail, Cause: ctx.Err()}
}

// ask makes calls to a room's daemon and returns what they answer.
func ask[T any](ctx context.Context, p *Provider, r room, fn func(*libvirt.Libvirt) (T, error)) (T, error) {
	var zero T
	if ctx.Err() != nil {
		return zero, contextError(ctx)
	}
	s, err := p.session()
	if err != nil {
		return zero, err
	}
	ctx, cancel := p.bounded(ctx)
	defer cancel()
	lanes := s.rooms[r]
	l, err := lanes.take(ctx)
	if err != nil {
		return zero, err
	}
	defer lanes.give(l)
	return call(ctx, l, fn)
}

// tell is ask for calls that answer nothing.
func tell(ctx context.Context, p *Provider, r room, fn func(*libvirt.Libvirt) error) error {
	_, err := ask(ctx, p, r, func(lv *libvirt.Libvirt) (struct{}, error) { return struct{}{}, fn(lv) })
	return err
}

// bounded gives ctx a deadline when it has none.
func (p *Provider) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, p.opts.CallTimeout)
}
