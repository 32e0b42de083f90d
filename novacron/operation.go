package novacron

import (
	"context"
	"time"
)

// OperationID names an operation. Later operations of a node sort after earlier ones.
type OperationID string

// OperationState is where an operation stands.
type OperationState string

// The states of an operation. The last three are final.
const (
	OperationPending   OperationState = "pending"
	OperationRunning   OperationState = "running"
	OperationSucceeded OperationState = "succeeded"
	OperationFailed    OperationState = "failed"
	OperationCanceled  OperationState = "canceled"
)

// Final says whether an operation in this state will never change again.
func (s OperationState) Final() bool {
	return s == OperationSucceeded || s == OperationFailed || s == OperationCanceled
}

// Operation is one mutation from its acceptance to its end. It is durable from
// the moment a service returns it; one that a crash interrupted is finished or
// failed at the next start, never left running.
type Operation struct {
	ID         OperationID    `json:"id" doc:"Names the operation" example:"op-0193a7c2e5b07d3e"`
	Kind       string         `json:"kind" doc:"What is done" example:"vm.start"`
	Target     Target         `json:"target" doc:"What it is done to"`
	State      OperationState `json:"state" enum:"pending,running,succeeded,failed,canceled" doc:"Where it stands"`
	Phase      string         `json:"phase,omitempty" doc:"The step it is at" example:"define"`
	Percent    int            `json:"percent" minimum:"0" maximum:"100" doc:"How far it is"`
	Identity   string         `json:"identity" doc:"Who asked" example:"user:admin"`
	RequestID  string         `json:"requestId,omitempty" doc:"The request that started it" example:"01JD2Z3Y7W"`
	CreatedAt  time.Time      `json:"createdAt" doc:"When it was accepted"`
	StartedAt  *time.Time     `json:"startedAt,omitempty" doc:"When work began"`
	FinishedAt *time.Time     `json:"finishedAt,omitempty" doc:"When it ended"`
	Error      *Fault         `json:"error,omitempty" doc:"Why it failed"`
	Warnings   []string       `json:"warnings,omitempty" doc:"What the user should know although it worked"`
	Changes    []Change       `json:"changes,omitempty" doc:"What it changed, or with dryRun would change"`
	Cancelable bool           `json:"cancelable" doc:"Whether cancel can still stop it"`
	DryRun     bool           `json:"dryRun,omitempty" doc:"True when nothing was done: the answer to ?dryRun=true"`
}

// Target is what an operation, an event or an audit record is about.
type Target struct {
	Kind string `json:"kind" doc:"Kind of thing" example:"vm"`
	ID   string `json:"id" doc:"Its id" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Name string `json:"name,omitempty" doc:"Its name at the time" example:"web-1"`
}

// Applied says when a change takes hold.
type Applied string

// When a change takes hold.
const (
	AppliedNow       Applied = "now"        // the running guest has it, or there is none running
	AppliedNextStart Applied = "next_start" // from the next power-on; a guest's own reboot is not enough
)

// Change is one thing that an operation changes.
type Change struct {
	Field   string  `json:"field" doc:"What changes" example:"memoryBytes"`
	From    string  `json:"from,omitempty" doc:"The value before" example:"1073741824"`
	To      string  `json:"to,omitempty" doc:"The value after" example:"2147483648"`
	Applied Applied `json:"applied" enum:"now,next_start" doc:"When it takes hold"`
}

// Mutation is what every changing request may carry beside its content.
type Mutation struct {
	// IdempotencyKey, when set, makes a repeated request return the first one's
	// operation instead of doing it again, for a day. The same key with other
	// content is a Conflict. Keys are the identity's own. What is no operation
	// says itself what a repeated request gets (see AccessService).
	IdempotencyKey string
	// DryRun checks everything and changes nothing: the operation that comes
	// back has DryRun set, no ID, and Changes and Warnings as they would be.
	DryRun bool
	// Revision, when not zero, must be the thing's present revision, else Stale.
	Revision uint64
}

// OperationQuery chooses operations, newest first.
type OperationQuery struct {
	PageRequest
	State    OperationState // empty for all
	TargetID string         // empty for all
}

// OperationService shows and stops operations. NotFound for an id that never
// was or whose keeping time is over.
type OperationService interface {
	Operations(ctx context.Context, q OperationQuery) (Page[Operation], error)
	Operation(ctx context.Context, id OperationID) (Operation, error)
	// Wait returns the operation when it is final or ctx ends, whichever is
	// first; the latter is not an error: look at its State.
	Wait(ctx context.Context, id OperationID) (Operation, error)
	// Cancel asks a running operation to stop. It returns at once; the operation
	// ends as canceled, or as succeeded when it was too late. WrongState when it
	// is final or cannot be canceled, but not for a repeated request: that
	// returns the operation as it stands. A dry run asks nothing of it and
	// returns it with DryRun set.
	Cancel(ctx context.Context, id OperationID, m Mutation) (Operation, error)
}
