package fake

import (
	"context"
	"sync"

	"github.com/novacron/novacron/novacron"
)

// Faults breaks calls. An op is the name of a Provider method: "Start",
// "Define", "EnsureVolume", "List"; "*" is any of them. It may be used while
// calls are under way.
type Faults struct {
	mu  sync.Mutex
	ops map[string]*fault
}

// fault is what is wrong with one op.
type fault struct {
	err   error // answered instead of doing it
	fails int   // so many times; negative until cleared
	lost  int   // so many times it is done and the answer lost
	gate  chan struct{}
	hung  chan struct{} // gets one value for each call that hangs
}

// Faults returns the handle that breaks calls.
func (p *Provider) Faults() *Faults { return &p.faults }

// Fail makes the next times calls of op answer err and do nothing; all of them
// until Clear when times is negative.
func (f *Faults) Fail(op string, err error, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := f.opLocked(op)
	fault.err, fault.fails = err, times
}

// Lose makes the next times calls of op do what they should and then answer
// Timeout: the connection broke before the answer came.
func (f *Faults) Lose(op string, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opLocked(op).lost = times
}

// Hang makes calls of op wait before they do anything, until release is called
// or their context ends. hung gets a value for each call that has begun to wait.
func (f *Faults) Hang(op string) (hung <-chan struct{}, release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := f.opLocked(op)
	gate := make(chan struct{})
	fault.gate, fault.hung = gate, make(chan struct{}, 1024)
	return fault.hung, sync.OnceFunc(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if fault.gate == gate {
			fault.gate = nil
		}
		close(gate)
	})
}

// Clear ends every Fail and Lose. Hangs end with their release.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.ops {
		fault.err, fault.fails, fault.lost = nil, 0, 0
	}
}

func (f *Faults) opLocked(op string) *fault {
	if f.ops[op] == nil {
		f.ops[op] = &fault{}
	}
	return f.ops[op]
}

// strike applies the faults of op to one call.
func (f *Faults) strike(ctx context.Context, closed <-chan struct{}, op string) (lose, err error) {
	for _, name := range []string{op, "*"} {
		if err := f.wait(ctx, closed, name, op); err != nil {
			return nil, err
		}
		lost, failed := f.take(name)
		if failed != nil {
			return nil, failed
		}
		if lost {
			lose = novacron.Errorf(novacron.Timeout, "the hypervisor did not answer %s in time", op)
		}
	}
	return lose, nil
}

func (f *Faults) wait(ctx context.Context, closed <-chan struct{}, name, op string) error {
	f.mu.Lock()
	fault := f.ops[name]
	if fault == nil || fault.gate == nil {
		f.mu.Unlock()
		return nil
	}
	gate := fault.gate
	select {
	case fault.hung <- struct{}{}:
	default:
	}
	f.mu.Unlock()
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ended(op, ctx.Err())
	case <-closed:
		return novacron.Errorf(novacron.Unavailable, "the hypervisor connection was closed")
	}
}

func (f *Faults) take(name string) (lost bool, failed error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := f.ops[name]
	if fault == nil {
		return false, nil
	}
	if fault.err != nil && fault.fails != 0 {
		if fault.fails > 0 {
			fault.fails--
		}
		return false, fault.err
	}
	if fault.lost > 0 {
		fault.lost--
		return true, nil
	}
	return false, nil
}
