package fleet

import (
	"context"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Events reads this node's outbox.
type Events struct{ store *store.Store }

var _ novacron.EventService = (*Events)(nil)

// Events returns a page of events.
func (e *Events) Events(_ context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	return e.store.Events(q)
}

// WaitEvents returns a page of events as soon as there is one to return.
func (e *Events) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	return e.store.WaitEvents(ctx, q)
}
