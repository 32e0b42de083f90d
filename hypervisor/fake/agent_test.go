package fake_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// asked are all the questions that a guest's agent answers.
func asked(ctx context.Context, p *fake.Provider, id novacron.VMID) map[string]error {
	errs := map[string]error{}
	_, errs["agent"] = p.AskAgent(ctx, id)
	_, errs["filesystems"] = p.GuestFilesystems(ctx, id)
	_, errs["users"] = p.GuestUsers(ctx, id)
	errs["password"] = p.SetGuestPassword(ctx, id, "root", "secret", false)
	_, errs["exec"] = p.ExecGuest(ctx, id, novacron.ExecGuest{Command: "/bin/hostname"})
	_, errs["freeze"] = p.FreezeGuest(ctx, id)
	_, errs["thaw"] = p.ThawGuest(ctx, id)
	return errs
}

// TestAgentAnswersInABootedGuest: no other guest's agent does.
func TestAgentAnswersInABootedGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		p := open(t, slow())
		all := func(id novacron.VMID, want novacron.Code) {
			t.Helper()
			for question, err := range asked(ctx, p, id) {
				require.Equal(t, want, novacron.CodeOf(err), "%s: %v", question, err)
			}
		}
		all("gone", novacron.NotFound)
		id := define(t, p, someID, "web-1")
		all(id, novacron.WrongState)
		require.NoError(t, p.Start(ctx, id, hypervisor.StartOptions{}))
		started := time.Now()
		time.Sleep(10*time.Second - 1)
		all(id, novacron.Unavailable)
		time.Sleep(1)
		for question, err := range asked(ctx, p, id) {
			require.NoError(t, err, question)
		}
		users, err := p.GuestUsers(ctx, id)
		require.NoError(t, err)
		require.Equal(t, []novacron.GuestUser{{Name: "root", LoggedInAt: started.Add(10 * time.Second).UTC()}}, users)
		filesystems, err := p.GuestFilesystems(ctx, id)
		require.NoError(t, err)
		require.Len(t, filesystems, 1)
		require.EqualValues(t, 1<<30, filesystems[0].TotalBytes, "as large as its disk")
		require.Less(t, filesystems[0].UsedBytes, filesystems[0].TotalBytes)
		require.NoError(t, p.Pause(ctx, id))
		all(id, novacron.WrongState)
		require.NoError(t, p.Resume(ctx, id))
		require.NoError(t, p.Outside().Ignore(id, true))
		all(id, novacron.Unavailable)
	})
}

func TestExecInTheGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		run := func(ctx context.Context, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
			return p.ExecGuest(ctx, id, req)
		}
		for _, c := range []struct {
			req  novacron.ExecGuest
			want novacron.GuestExecResult
		}{
			{novacron.ExecGuest{Command: "/bin/hostname"}, novacron.GuestExecResult{Output: "web-1\n"}},
			{novacron.ExecGuest{Command: "echo", Args: []string{"a", "b"}}, novacron.GuestExecResult{Output: "a b\n"}},
			{novacron.ExecGuest{Command: "/bin/cat", Input: "in\nto"}, novacron.GuestExecResult{Output: "in\nto"}},
			{novacron.ExecGuest{Command: "false"}, novacron.GuestExecResult{ExitCode: 1}},
			{novacron.ExecGuest{Command: "keep", Args: []string{"disk", "plum"}}, novacron.GuestExecResult{Output: "ok\n"}},
			{novacron.ExecGuest{Command: "keep", Args: []string{"memory", "pear"}}, novacron.GuestExecResult{Output: "ok\n"}},
			{novacron.ExecGuest{Command: "kept"}, novacron.GuestExecResult{Output: "disk=plum memory=pear.\n"}},
		} {
			have, err := run(t.Context(), c.req)
			require.NoError(t, err)
			require.Equal(t, c.want, have, "%+v", c.req)
		}
		_, err := run(t.Context(), novacron.ExecGuest{Command: "/usr/bin/vi"})
		requireCode(t, novacron.Unavailable, err)

		begun := time.Now()
		_, err = run(t.Context(), novacron.ExecGuest{Command: "sleep", Args: []string{"30s"}})
		require.NoError(t, err)
		require.Equal(t, 30*time.Second, time.Since(begun))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err = run(ctx, novacron.ExecGuest{Command: "sleep", Args: []string{"30s"}})
		requireCode(t, novacron.Timeout, err)
		require.Equal(t, 35*time.Second, time.Since(begun))

		require.NoError(t, p.Reset(t.Context(), id))
		time.Sleep(time.Minute)
		have, err := run(t.Context(), novacron.ExecGuest{Command: "kept"})
		require.NoError(t, err)
		require.Equal(t, "disk=plum memory=.\n", have.Output, "a boot forgets the memory")
	})
}

func TestAFrozenGuestRunsNothing(t *testing.T) {
	ctx := t.Context()
	p := open(t, fake.Options{})
	id := running(t, p)
	frozen := func(do func(context.Context, novacron.VMID) (int, error), want int, after bool) {
		t.Helper()
		n, err := do(ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, n)
		agent, err := p.AskAgent(ctx, id)
		require.NoError(t, err)
		require.Equal(t, after, agent.Frozen)
		require.Equal(t, "web-1", agent.Hostname)
	}
	frozen(p.ThawGuest, 0, false)
	frozen(p.FreezeGuest, 1, true)
	frozen(p.FreezeGuest, 0, true)
	_, err := p.ExecGuest(ctx, id, novacron.ExecGuest{Command: "hostname"})
	requireCode(t, novacron.WrongState, err)
	requireCode(t, novacron.WrongState, p.SetGuestPassword(ctx, id, "root", "secret", false))
	frozen(p.ThawGuest, 1, false)
	_, err = p.ExecGuest(ctx, id, novacron.ExecGuest{Command: "hostname"})
	require.NoError(t, err)
	requireCode(t, novacron.Unavailable, p.SetGuestPassword(ctx, id, "nobody", "secret", false))
}
