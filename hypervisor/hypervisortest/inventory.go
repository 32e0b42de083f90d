package hypervisortest

import (
	"context"
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

func testInfo(s *suite) {
	info := s.Info()
	require.NotEmpty(s.T, info.Provider)
	require.NotNil(s.T, info.Since)
	require.Contains(s.T, []string{"kvm", "tcg", "none", "unknown"}, info.Accel)
	for _, w := range s.Warnings() {
		require.NotEmpty(s.T, w.ID)
		require.NotEmpty(s.T, w.Detail)
	}
}

func testUnknown(s *suite) {
	ctx, id := s.ctx(), newID()
	title := "x"
	calls := map[string]func() error{
		"VM":       func() error { _, err := s.VM(ctx, id); return err },
		"XML":      func() error { _, err := s.XML(ctx, id); return err },
		"Edit":     func() error { _, err := s.Edit(ctx, id, hypervisor.Edit{Title: &title}); return err },
		"PlanEdit": func() error { _, err := s.PlanEdit(ctx, id, hypervisor.Edit{Title: &title}); return err },
		"Start":    func() error { return s.Start(ctx, id, hypervisor.StartOptions{}) },
		"Shutdown": func() error { return s.Shutdown(ctx, id) },
		"PowerOff": func() error { return s.PowerOff(ctx, id) },
		"Reboot":   func() error { return s.Reboot(ctx, id) },
		"Reset":    func() error { return s.Reset(ctx, id) },
		"Pause":    func() error { return s.Pause(ctx, id) },
		"Resume":   func() error { return s.Resume(ctx, id) },
		"Save":     func() error { return s.Save(ctx, id) },
		"Console":  func() error { _, err := s.OpenConsole(ctx, id, false); return err },
	}
	for name, call := range calls {
		require.Equal(s.T, novacron.NotFound, novacron.CodeOf(call()), name)
	}
	require.NoError(s.T, s.Undefine(ctx, id), "what does not exist is undefined")
}

func testList(s *suite) {
	first, second := s.define(s.request()), s.define(s.request())
	found := map[novacron.VMID]novacron.VM{}
	require.NoError(s.T, s.List(s.ctx(), func(vm novacron.VM) error {
		require.NotContains(s.T, found, vm.ID, "a VM is visited once")
		found[vm.ID] = vm
		return nil
	}))
	for _, id := range []novacron.VMID{first, second} {
		require.Equal(s.T, s.get(id), found[id], "List and VM agree")
	}

	stop := errors.New("enough")
	visits := 0
	err := s.List(s.ctx(), func(novacron.VM) error { visits++; return stop })
	require.ErrorIs(s.T, err, stop)
	require.Equal(s.T, 1, visits)
}

func testDeadlines(s *suite) {
	id := s.define(s.request())
	canceled, cancel := context.WithCancel(s.T.Context())
	cancel()
	expired, cancel := context.WithDeadline(s.T.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for want, ctx := range map[novacron.Code]context.Context{novacron.Canceled: canceled, novacron.Timeout: expired} {
		_, err := s.VM(ctx, id)
		s.code(want, err)
		s.code(want, s.List(ctx, func(novacron.VM) error { return nil }))
		s.code(want, s.Start(ctx, id, hypervisor.StartOptions{}))
		_, err = s.Complete(ctx, newID(), s.request())
		s.code(want, err)
	}
	require.Equal(s.T, novacron.VMShutoff, s.get(id).State, "a call that never began did nothing")
}

func testClose(s *suite) {
	require.NoError(s.T, s.Close())
	require.NoError(s.T, s.Close(), "twice is as good as once")
	require.False(s.T, s.Info().Connected)
	_, err := s.VM(s.ctx(), newID())
	s.code(novacron.Unavailable, err)
	s.code(novacron.Unavailable, s.List(s.ctx(), func(novacron.VM) error { return nil }))
}
