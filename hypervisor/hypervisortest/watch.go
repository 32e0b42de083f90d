package hypervisortest

import (
	"context"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// watcher collects the notices of one Watch.
type watcher struct {
	mu      sync.Mutex
	notices []hypervisor.Notice
	busy    bool // a notice is being told
	overlap bool // two were told at once
	hold    chan struct{}
	cancel  context.CancelFunc
	done    chan error
}

// watch begins to watch, and returns when it has begun.
func (s *suite) watch(hold chan struct{}) *watcher {
	ctx, cancel := context.WithCancel(s.T.Context())
	w := &watcher{hold: hold, cancel: cancel, done: make(chan error, 1)}
	go func() { w.done <- s.Watch(ctx, w.notice) }()
	s.Cleanup(cancel)
	s.eventually(func() bool {
		return w.find(func(n hypervisor.Notice) bool { return n.Kind == hypervisor.NoticeConnected })
	}, "the first notice of a connected provider is Connected")
	return w
}

func (w *watcher) notice(n hypervisor.Notice) {
	w.mu.Lock()
	w.overlap = w.overlap || w.busy
	w.busy = true
	w.notices = append(w.notices, n)
	w.mu.Unlock()
	if w.hold != nil && n.Kind != hypervisor.NoticeConnected {
		<-w.hold
	}
	w.mu.Lock()
	w.busy = false
	w.mu.Unlock()
}

// find says whether a notice satisfies match.
func (w *watcher) find(match func(hypervisor.Notice) bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range w.notices {
		if match(n) {
			return true
		}
	}
	return false
}

// forget drops what was told.
func (w *watcher) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notices = nil
}

// told waits until a notice of this kind about the VM came, with the event
// where events are promised, and forgets everything before it.
func (s *suite) told(w *watcher, id novacron.VMID, kind hypervisor.NoticeKind, event string) {
	s.Helper()
	s.eventually(func() bool {
		return w.find(func(n hypervisor.Notice) bool {
			if n.VM != id || n.Kind != kind {
				return false
			}
			return event == "" || !s.traits.StateEvents || n.Event == event
		})
	}, string(kind)+" "+event)
	w.forget()
}

func testWatch(s *suite) {
	ctx := s.ctx()
	w := s.watch(nil)
	id := s.define(s.request())
	s.told(w, id, hypervisor.NoticeChanged, "")
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{}))
	s.told(w, id, hypervisor.NoticeChanged, novacron.EventVMStarted)
	require.NoError(s.T, s.Pause(ctx, id))
	s.told(w, id, hypervisor.NoticeChanged, novacron.EventVMPaused)
	require.NoError(s.T, s.Resume(ctx, id))
	s.told(w, id, hypervisor.NoticeChanged, novacron.EventVMResumed)
	title := "Noticed"
	_, err := s.Edit(ctx, id, hypervisor.Edit{Title: &title})
	require.NoError(s.T, err)
	s.told(w, id, hypervisor.NoticeChanged, "")
	require.NoError(s.T, s.PowerOff(ctx, id))
	s.told(w, id, hypervisor.NoticeChanged, novacron.EventVMStopped)
	require.NoError(s.T, s.Undefine(ctx, id))
	s.told(w, id, hypervisor.NoticeGone, "")

	w.cancel()
	s.eventually(func() bool { return len(w.done) == 1 }, "Watch ends with its context")
	require.ErrorIs(s.T, <-w.done, context.Canceled)
	require.False(s.T, w.overlap, "one notice at a time")
}

func testWatchSlow(s *suite) {
	hold := make(chan struct{})
	slow, quick := s.watch(hold), s.watch(nil)
	id := s.define(s.request())
	for range 5 {
		require.NoError(s.T, s.Start(s.ctx(), id, hypervisor.StartOptions{}))
		require.NoError(s.T, s.PowerOff(s.ctx(), id))
	}
	require.NoError(s.T, s.Undefine(s.ctx(), id), "a watcher that sleeps holds nobody up")
	s.told(quick, id, hypervisor.NoticeGone, "")
	close(hold)
	s.told(slow, id, hypervisor.NoticeGone, "")
}
