package bus_test

import (
	"os/signal"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAFullDisk lets files grow no further, which meets the server like a disk
// without space: its stream is stuck from then on, and must be started anew.
func TestAFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for an answer that does not come")
	}
	b := open(t, options(t.TempDir()))
	publish(t, b, 1, 100)
	last := fill(t, func(seq uint64) error { return b.Publish(t.Context(), event(seq)) })
	require.Error(t, b.Healthy(), "an unanswered write puts it in doubt")
	require.NoError(t, b.Open(t.Context()), "there is room again")
	require.NoError(t, b.Healthy())
	mark, err := b.Last(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, mark.Sequence, last, "nothing that was acknowledged is lost")
	publish(t, b, mark.Sequence+1, mark.Sequence+10)
	require.Equal(t, span(1, mark.Sequence+9), consume(t, b, "ui", int(mark.Sequence)+9))
}

// fill limits the size of files and publishes until that fails. It returns the
// last sequence that was acknowledged.
func fill(t *testing.T, publish func(uint64) error) (last uint64) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100 << 10, Max: before.Max}))
	defer func() { require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) }()
	for seq := uint64(101); seq < 10_000; seq++ {
		if publish(seq) != nil {
			return seq - 1
		}
	}
	require.Fail(t, "the disk did not fill")
	return 0
}
