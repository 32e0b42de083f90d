package bus

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Subjects returns the subjects of the stream's messages, oldest first.
func Subjects(tb testing.TB, b *Bus) (subjects []string) {
	tb.Helper()
	e, err := b.running()
	require.NoError(tb, err)
	info, err := e.events.Info(tb.Context())
	require.NoError(tb, err)
	for seq := info.State.FirstSeq; seq <= info.State.LastSeq; seq++ {
		msg, err := e.events.GetMsg(tb.Context(), seq)
		require.NoError(tb, err)
		subjects = append(subjects, msg.Subject)
	}
	return subjects
}

// DecodeEvent and DecodePosition are for the fuzz tests.
func DecodeEvent(id string, body []byte) (string, error) {
	o, _, err := decode(id, body)
	return o.id(), err
}

func DecodePosition(b []byte) error {
	_, err := decodePosition(b)
	return err
}

// BreakServer stops the server under the bus, as a disaster would.
func BreakServer(tb testing.TB, b *Bus) {
	tb.Helper()
	e, err := b.running()
	require.NoError(tb, err)
	e.server.Shutdown()
	e.server.WaitForShutdown()
}

// Server calls the server's logger as the server does.
func Server(b *Bus, say func(fatalf func(string, ...any))) {
	say(b.engine.log.Fatalf)
}
