package novacron

import (
	"context"
	"time"
)

// Event is a fact: something that happened on a node, told once, in order.
type Event struct {
	Cursor    string            `json:"cursor" doc:"Resume after this event with ?since=; opaque" example:"bjEuMS43"`
	Node      NodeID            `json:"node" doc:"Where it happened" example:"n-5f0c2c1e"`
	Sequence  uint64            `json:"sequence" doc:"Rank among the node's events; no gaps while the store lives" example:"42"`
	At        time.Time         `json:"at" doc:"When it was recorded"`
	Type      string            `json:"type" doc:"What happened, noun.verb in the past tense" example:"vm.started"`
	Target    Target            `json:"target" doc:"What it happened to"`
	Identity  string            `json:"identity,omitempty" doc:"Who caused it; empty when the world did" example:"user:admin"`
	Operation OperationID       `json:"operation,omitempty" doc:"The operation it belongs to"`
	Data      map[string]string `json:"data,omitempty" doc:"Facts of this type of event" example:"{\"state\":\"running\"}"`
}

// Event types. A consumer must ignore types that it does not know.
const (
	EventVMCreated = "vm.created" // NovaCron created it, or found one made by others (data.origin)
	EventVMChanged = "vm.changed" // definition, title, labels: not power
	EventVMDeleted = "vm.deleted"

	EventVMStarted   = "vm.started"
	EventVMStopped   = "vm.stopped" // data.reason: shutdown, power_off, crashed, saved, failed, unknown
	EventVMPaused    = "vm.paused"
	EventVMResumed   = "vm.resumed"
	EventVMSuspended = "vm.suspended" // the guest's own power management
	EventVMCrashed   = "vm.crashed"
	EventVMRebooted  = "vm.rebooted"

	EventImageCreated  = "image.created" // its import began
	EventImageChanged  = "image.changed" // data.state where that changed
	EventImageDeleted  = "image.deleted"
	EventPoolCreated   = "pool.created"
	EventPoolChanged   = "pool.changed"
	EventPoolDeleted   = "pool.deleted"
	EventPoolLow       = "pool.low" // fuller than its warnPercent: data.percent, data.availableBytes
	EventVolumeCreated = "volume.created"
	EventVolumeChanged = "volume.changed" // size, format, backing: not what is allocated
	EventVolumeDeleted = "volume.deleted"

	EventNetworkCreated = "network.created"
	EventNetworkChanged = "network.changed"
	EventNetworkDeleted = "network.deleted"
	EventNetworkStarted = "network.started"
	EventNetworkStopped = "network.stopped"

	EventOperationStarted  = "operation.started"
	EventOperationFinished = "operation.finished" // data.state, data.code

	EventHypervisorConnected    = "hypervisor.connected"
	EventHypervisorDisconnected = "hypervisor.disconnected"
	EventNodeStarted            = "node.started"
	EventNodeStopping           = "node.stopping"
)

// EventQuery chooses events, oldest first.
type EventQuery struct {
	PageRequest        // Cursor is an Event.Cursor: the page begins after it
	TargetID    string // empty for all
	Type        string // empty for all, or a type, or a noun followed by ".*"
	// Tail, when true and Cursor is empty, answers the newest page instead of the oldest.
	Tail bool
}

// EventPage is a page of events, and whether events before it are gone.
type EventPage struct {
	Items []Event
	Next  string // resume after the last item; never empty
	More  bool   // there are further events now
	// Gap, when not nil, says that the cursor was expired or of another life of
	// the store: what it would have continued with is lost, and the page begins
	// at the oldest event there is. Whoever keeps state must read it anew.
	Gap *Gap
}

// Gap says why a cursor could not be continued.
type Gap struct {
	Reason string `json:"reason" enum:"expired,other_store" doc:"Why events are missing"`
	Oldest string `json:"oldest" doc:"Cursor before the oldest event that is still kept"`
}

// EventService reads a node's events from its outbox, so it works while the
// bus does not.
type EventService interface {
	// Events returns a page. Invalid for a cursor that is not one.
	Events(ctx context.Context, q EventQuery) (EventPage, error)
	// WaitEvents is Events that blocks until there is at least one event or a
	// gap, or ctx ends (its error).
	WaitEvents(ctx context.Context, q EventQuery) (EventPage, error)
}
