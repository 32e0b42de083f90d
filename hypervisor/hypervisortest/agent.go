package hypervisortest

import (
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

func testAgent(s *suite) {
	a, ok := s.Provider.(hypervisor.Agent)
	if !ok {
		s.Skip("it has no way to agents")
	}
	_, err := a.AskAgent(s.ctx(), newID())
	s.code(novacron.NotFound, err)
	id := s.define(s.request())
	_, err = a.GuestUsers(s.ctx(), id)
	s.code(novacron.WrongState, err)
	id = s.running()
	if !s.traits.Agent {
		_, err = a.AskAgent(s.ctx(), id)
		require.Contains(s.T, []novacron.Code{novacron.Unavailable, novacron.Unsupported}, novacron.CodeOf(err), "%v", err)
		return
	}
	s.eventually(func() bool { _, err := a.AskAgent(s.ctx(), id); return err == nil }, "the agent answers")
	filesystems, err := a.GuestFilesystems(s.ctx(), id)
	require.NoError(s.T, err)
	require.LessOrEqual(s.T, len(filesystems), hypervisor.MaxGuestList)
	_, err = a.GuestUsers(s.ctx(), id)
	require.NoError(s.T, err)
	result, err := a.ExecGuest(s.ctx(), id, novacron.ExecGuest{Command: "cat", Input: "said"})
	require.NoError(s.T, err)
	require.Equal(s.T, novacron.GuestExecResult{Output: "said"}, result)
	for range 2 {
		_, err = a.FreezeGuest(s.ctx(), id)
		require.NoError(s.T, err, "twice is as good as once")
		agent, err := a.AskAgent(s.ctx(), id)
		require.NoError(s.T, err)
		require.True(s.T, agent.Frozen)
	}
	for range 2 {
		_, err = a.ThawGuest(s.ctx(), id)
		require.NoError(s.T, err, "twice is as good as once")
	}
}
