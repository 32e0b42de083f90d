package novacron_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func TestIdentityTravelsInTheContext(t *testing.T) {
	_, ok := novacron.IdentityFrom(t.Context())
	require.False(t, ok)
	id, ok := novacron.IdentityFrom(novacron.WithIdentity(t.Context(), novacron.System("recovery")))
	require.True(t, ok)
	require.Equal(t, novacron.IdentitySystem, id.Kind)
	require.Empty(t, novacron.RequestIDFrom(t.Context()))
	require.Equal(t, "r1", novacron.RequestIDFrom(novacron.WithRequestID(t.Context(), "r1")))
}

func TestStates(t *testing.T) {
	var active []novacron.VMState
	for _, s := range novacron.VMStates() {
		if s.Active() {
			active = append(active, s)
		}
	}
	require.Equal(t, []novacron.VMState{"running", "paused", "pmsuspended", "crashed"}, active)
	require.True(t, novacron.OperationFailed.Final())
	require.False(t, novacron.OperationRunning.Final())
	require.Len(t, novacron.PowerVerbs(), 9)
	require.Contains(t, novacron.VMSortKeys(), "name")
}
