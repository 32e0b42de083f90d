package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/cli"
	"github.com/novacron/novacron/novacron"
)

func TestExitCode(t *testing.T) {
	want := map[novacron.Code]int{
		novacron.Invalid: 2, novacron.Unauthenticated: 3, novacron.Forbidden: 3, novacron.NotFound: 4,
		novacron.Conflict: 5, novacron.WrongState: 5, novacron.Stale: 5, novacron.TooLarge: 2,
		novacron.Exhausted: 6, novacron.Unsupported: 7, novacron.Unavailable: 8, novacron.Timeout: 8,
		novacron.Canceled: 130, novacron.Internal: 1,
	}
	require.Len(t, want, len(novacron.Codes()), "a code is missing here")
	for _, code := range novacron.Codes() {
		require.Equal(t, want[code], cli.ExitCode(code), code)
	}
	require.Equal(t, 0, cli.ExitCode(""))
	require.Equal(t, 1, cli.ExitCode("a code of a later version"))
}
