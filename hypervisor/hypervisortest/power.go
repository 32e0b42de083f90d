package hypervisortest

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

func testPower(s *suite) {
	ctx := s.ctx()
	id := s.running()
	require.NoError(s.T, s.Pause(ctx, id))
	s.state(id, novacron.VMPaused)
	require.NoError(s.T, s.Resume(ctx, id))
	s.state(id, novacron.VMRunning)
	require.NoError(s.T, s.PowerOff(ctx, id))
	s.state(id, novacron.VMShutoff)
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{DiscardSavedState: true}))
	s.state(id, novacron.VMRunning)
	require.NoError(s.T, s.Pause(ctx, id))
	require.NoError(s.T, s.PowerOff(ctx, id), "a paused VM can be powered off")
	s.state(id, novacron.VMShutoff)
}

func testPowerWrongState(s *suite) {
	ctx := s.ctx()
	id := s.define(s.request())
	for name, call := range map[string]func(context.Context, novacron.VMID) error{
		"Shutdown": s.Shutdown, "PowerOff": s.PowerOff, "Reboot": s.Reboot, "Reset": s.Reset,
		"Pause": s.Pause, "Resume": s.Resume, "Save": s.Save,
	} {
		err := call(ctx, id)
		require.Equal(s.T, novacron.WrongState, novacron.CodeOf(err), "%s of a VM that is off: %v", name, err)
	}
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{}))
	s.state(id, novacron.VMRunning)
	s.code(novacron.WrongState, s.Start(ctx, id, hypervisor.StartOptions{}))
	s.code(novacron.WrongState, s.Resume(ctx, id))
	require.NoError(s.T, s.Pause(ctx, id))
	s.code(novacron.WrongState, s.Pause(ctx, id))
	s.code(novacron.WrongState, s.Start(ctx, id, hypervisor.StartOptions{}))
}

func testShutdown(s *suite) {
	if !s.traits.Shutdown {
		s.Skip("the guest does not follow")
	}
	id := s.running()
	s.booted(id)
	require.NoError(s.T, s.Shutdown(s.ctx(), id))
	s.stateWithin(id, novacron.VMShutoff, s.traits.Boots)
}

func testReboot(s *suite) {
	id := s.running()
	s.booted(id)
	if s.traits.Reboot {
		require.NoError(s.T, s.Reboot(s.ctx(), id))
		s.state(id, novacron.VMRunning)
	}
	if s.traits.Reset {
		require.NoError(s.T, s.Reset(s.ctx(), id))
		s.state(id, novacron.VMRunning)
	} else {
		s.code(novacron.Unsupported, s.Reset(s.ctx(), id))
	}
}

func testSave(s *suite) {
	if !s.traits.Save {
		s.Skip("it cannot save")
	}
	ctx := s.ctx()
	id := s.running()
	require.NoError(s.T, s.Save(ctx, id))
	s.state(id, novacron.VMShutoff)
	require.True(s.T, s.get(id).SavedState)
	s.code(novacron.WrongState, s.Save(ctx, id))

	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{}))
	s.state(id, novacron.VMRunning)
	require.False(s.T, s.get(id).SavedState, "a restored state is used up")

	require.NoError(s.T, s.Save(ctx, id))
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{DiscardSavedState: true}))
	s.state(id, novacron.VMRunning)
	require.False(s.T, s.get(id).SavedState)

	require.NoError(s.T, s.Save(ctx, id))
	require.NoError(s.T, s.Undefine(ctx, id), "a saved state goes with its VM")
	_, err := s.VM(ctx, id)
	s.code(novacron.NotFound, err)
}
