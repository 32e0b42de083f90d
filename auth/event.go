package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedEvents is an EventService that asks who asks.
type guardedEvents struct {
	inner   novacron.EventService
	auditor *Auditor
}

var _ novacron.EventService = (*guardedEvents)(nil)

// GuardEvents returns inner behind identity and permission.
func GuardEvents(inner novacron.EventService, a *Auditor) novacron.EventService {
	return &guardedEvents{inner: inner, auditor: a}
}

// Events implements novacron.EventService.
func (g *guardedEvents) Events(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	return read(ctx, g.auditor, verbEventList, novacron.Target{Kind: "event"},
		func() (novacron.EventPage, error) { return g.inner.Events(ctx, q) })
}

// WaitEvents implements novacron.EventService.
func (g *guardedEvents) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	return read(ctx, g.auditor, verbEventList, novacron.Target{Kind: "event"},
		func() (novacron.EventPage, error) { return g.inner.WaitEvents(ctx, q) })
}
