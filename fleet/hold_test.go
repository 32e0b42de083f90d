package fleet_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// held registers operations "test.wait" that run until release is called, and
// tells on began when one does its work.
func held(l *lab) (began chan struct{}, release func()) {
	began, hold := make(chan struct{}, 16), make(chan struct{})
	l.Register("test.wait", func(ctx context.Context, step func(string) error) error {
		if err := step("waiting"); err != nil {
			return err
		}
		began <- struct{}{}
		select {
		case <-hold:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	return began, func() { close(hold) }
}

func image(id string) novacron.Target { return novacron.Target{Kind: "image", ID: id, Name: "debian"} }

func TestOperationsThatExcludeOneAnother(t *testing.T) {
	shared, alone := store.Hold{Target: image("i"), Shared: true}, store.Hold{Target: image("i")}
	tests := map[string]struct {
		first, second []store.Hold
		target        novacron.Target
		claim         string
		detail        string // empty: both may run
	}{
		"both share":           {first: []store.Hold{shared}, second: []store.Hold{shared}},
		"others":               {first: []store.Hold{alone}, second: []store.Hold{{Target: image("j")}}},
		"shared, then alone":   {first: []store.Hold{shared}, second: []store.Hold{alone}, detail: "image debian has operation"},
		"alone, then shared":   {first: []store.Hold{alone}, second: []store.Hold{shared}, detail: "image debian has operation"},
		"shared, then target":  {first: []store.Hold{shared}, target: image("i"), detail: "image debian has operation"},
		"the same target":      {target: volume("first"), detail: "volume first has operation"},
		"a name that is given": {claim: "default/disk", detail: `a volume named "default/disk" is being created by operation`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			began, release := held(l)
			first, err := l.Begin(l.ctx, "test.wait", volume("first"), tt.claim, tt.first...)
			require.NoError(t, err)
			<-began

			target := tt.target
			if target.ID == "" {
				target = volume("second")
			}
			_, err = l.Begin(l.ctx, "test.wait", target, tt.claim, tt.second...)
			if tt.detail == "" {
				require.NoError(t, err)
				<-began
				release()
				return
			}
			requireCode(t, novacron.Conflict, err)
			require.ErrorContains(t, err, tt.detail)
			require.ErrorContains(t, err, string(first.ID))

			release()
			l.wait(first)
			second, err := l.Begin(l.ctx, "test.wait", target, tt.claim, tt.second...)
			require.NoError(t, err, "what an operation held is free when it is seen to have ended")
			require.Equal(t, novacron.OperationSucceeded, l.wait(second).State)
		})
	}
}

func volume(id string) novacron.Target { return novacron.Target{Kind: "volume", ID: id, Name: id} }

// What an operation held is held again after a crash, until it is finished.
func TestHoldsSurviveARestart(t *testing.T) {
	l := newLab(t)
	began, _ := held(l)
	first, err := l.Begin(l.ctx, "test.wait", volume("first"), "default/disk", store.Hold{Target: image("i"), Shared: true})
	require.NoError(t, err)
	<-began
	release := func() {}
	l = l.restartWith(func(next *lab) { began, release = held(next) })
	<-began
	_, err = l.Begin(l.ctx, "test.wait", image("i"), "")
	requireCode(t, novacron.Conflict, err)
	_, err = l.Begin(l.ctx, "test.wait", volume("second"), "default/disk")
	requireCode(t, novacron.Conflict, err)
	release()
	require.Equal(t, novacron.OperationSucceeded, l.wait(first).State)
}

// An operation of a version that is gone is failed with what to do, not left.
func TestAnUnknownKindIsFailedAtTheNextStart(t *testing.T) {
	l := newLab(t)
	began, _ := held(l)
	op, err := l.Begin(l.ctx, "test.wait", volume("first"), "")
	require.NoError(t, err)
	<-began
	l = l.restart()
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Equal(t, novacron.Unsupported, op.Error.Code)
	require.NotEmpty(t, op.Error.Mend)
}
