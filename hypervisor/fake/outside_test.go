package fake_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

func TestDisconnect(t *testing.T) {
	p := open(t, fake.Options{})
	id := running(t, p)
	notices := watch(t, p)
	p.Outside().Disconnect("libvirtd was killed")
	p.Outside().Disconnect("again")
	require.False(t, p.Info().Connected)
	require.Equal(t, "libvirtd was killed", p.Info().Detail)
	_, err := p.VM(t.Context(), id)
	requireCode(t, novacron.Unavailable, err)
	requireCode(t, novacron.Unavailable, p.List(t.Context(), func(novacron.VM) error { return nil }))
	require.NoError(t, p.Outside().Stop(id, "crashed")) // nobody sees it
	p.Outside().Reconnect()
	p.Outside().Reconnect()
	require.True(t, p.Info().Connected)
	require.Equal(t, hypervisor.Notice{Kind: hypervisor.NoticeDisconnected, Reason: "libvirtd was killed"}, <-notices)
	require.Equal(t, hypervisor.Notice{Kind: hypervisor.NoticeConnected}, <-notices)
	require.Empty(t, notices)
	require.Equal(t, "crashed", look(t, p, id).StateReason)
}

func TestOpenDoesNotWaitForTheHypervisor(t *testing.T) {
	p := fake.New(fake.Options{})
	p.Outside().Disconnect("not started yet")
	require.NoError(t, p.Open(t.Context()))
	require.NoError(t, p.Open(t.Context()))
	require.False(t, p.Info().Connected)
	p.Outside().Reconnect()
	require.True(t, p.Info().Connected)
	require.NoError(t, p.Close())
	require.NoError(t, p.Close())
	require.Equal(t, "not open", p.Info().Detail)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	requireCode(t, novacron.Canceled, p.Open(canceled))
	requireCode(t, novacron.Unavailable, p.Watch(t.Context(), nil))
}

func TestVMsOutliveTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		require.NoError(t, p.Shutdown(t.Context(), id))
		ended := make(chan error, 1)
		go func() { ended <- p.Watch(t.Context(), func(hypervisor.Notice) {}) }()
		synctest.Wait()
		require.NoError(t, p.Close())
		requireCode(t, novacron.Unavailable, <-ended)
		time.Sleep(time.Hour)
		require.NoError(t, p.Open(t.Context()))
		synctest.Wait()
		require.Equal(t, novacron.VMShutoff, look(t, p, id).State, "it shut down meanwhile")
	})
}

func TestOthersMakeChangeAndRemove(t *testing.T) {
	p := open(t, fake.Options{})
	out := p.Outside()
	notices := watch(t, p)
	vm := novacron.VM{ID: someID, Name: "virt-install", VCPUs: 1, MemoryBytes: 1 << 28, Persistent: true}
	require.NoError(t, out.Make(vm))
	requireCode(t, novacron.Conflict, out.Make(vm))
	require.False(t, look(t, p, someID).Managed)
	require.NoError(t, out.Make(novacron.VM{ID: "b", Name: "other", Persistent: true, VCPUs: 1}))
	requireCode(t, novacron.Conflict, out.Make(novacron.VM{ID: "c", Name: "other"}))
	require.NoError(t, out.Change(someID, func(vm *novacron.VM) { vm.Name, vm.VCPUs = "renamed", 8 }))
	requireCode(t, novacron.Conflict, out.Change("b", func(vm *novacron.VM) { vm.Name = "renamed" }))
	require.Equal(t, "renamed", look(t, p, someID).Name)
	require.NoError(t, out.Start(someID))
	require.NoError(t, out.Pause(someID, "ioerror"))
	require.Equal(t, "ioerror", look(t, p, someID).StateReason)
	require.NoError(t, out.Remove(someID))
	requireCode(t, novacron.NotFound, out.Remove(someID))
	requireCode(t, novacron.WrongState, out.Stop("b", "crashed"))
	var events []string
	for len(events) < 7 {
		n := <-notices
		events = append(events, string(n.Kind)+" "+n.Event)
	}
	require.Equal(t, []string{
		"changed vm.created", "changed vm.created", "changed vm.changed", "changed vm.started", "changed vm.paused",
		"changed vm.stopped", "gone ",
	}, events)
}

func TestHostPower(t *testing.T) {
	p := open(t, fake.Options{})
	id := running(t, p)
	yes := true
	_, err := p.Edit(t.Context(), id, hypervisor.Edit{Autostart: &yes})
	require.NoError(t, err)
	other := define(t, p, "other", "web-2")
	p.Outside().StopHost()
	require.Equal(t, novacron.VMShutoff, look(t, p, id).State)
	p.Outside().StartHost()
	require.Equal(t, novacron.VMRunning, look(t, p, id).State)
	require.Equal(t, novacron.VMShutoff, look(t, p, other).State)
}

func TestFaults(t *testing.T) {
	p := open(t, fake.Options{})
	id := define(t, p, someID, "web-1")
	broken := errors.New("broken")
	p.Faults().Fail("Start", broken, 2)
	for range 2 {
		require.ErrorIs(t, p.Start(t.Context(), id, hypervisor.StartOptions{}), broken)
	}
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	p.Faults().Lose("PowerOff", 1)
	requireCode(t, novacron.Timeout, p.PowerOff(t.Context(), id))
	require.Equal(t, novacron.VMShutoff, look(t, p, id).State, "it was done all the same")
	p.Faults().Fail("*", broken, -1)
	_, err := p.VM(t.Context(), id)
	require.ErrorIs(t, err, broken)
	p.Faults().Clear()
	look(t, p, id)
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	p.Faults().Lose("OpenConsole", 1)
	_, err = p.OpenConsole(t.Context(), id, false)
	requireCode(t, novacron.Timeout, err)
	c, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	p.Faults().Lose("Save", 1)
	requireCode(t, novacron.Timeout, p.Save(t.Context(), id))
	require.True(t, look(t, p, id).SavedState)
	p.Faults().Fail("Save", broken, 1)
	require.ErrorIs(t, p.Save(t.Context(), id), broken)
}

func TestHang(t *testing.T) {
	p := open(t, fake.Options{})
	id := define(t, p, someID, "web-1")
	hung, release := p.Faults().Hang("Start")
	ctx, cancel := context.WithCancel(t.Context())
	started := make(chan error, 2)
	go func() { started <- p.Start(ctx, id, hypervisor.StartOptions{}) }()
	<-hung
	cancel()
	requireCode(t, novacron.Canceled, <-started)
	require.Equal(t, novacron.VMShutoff, look(t, p, id).State)
	go func() { started <- p.Start(t.Context(), id, hypervisor.StartOptions{}) }()
	<-hung
	release()
	release()
	require.NoError(t, <-started)
	hung, _ = p.Faults().Hang("VM")
	go func() { _, err := p.VM(t.Context(), id); started <- err }()
	<-hung
	require.NoError(t, p.Close())
	requireCode(t, novacron.Unavailable, <-started)
}

func TestCallsTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, fake.Options{CallDelay: time.Second})
		begun := time.Now()
		_, err := p.VM(t.Context(), someID)
		requireCode(t, novacron.NotFound, err)
		require.Equal(t, time.Second, time.Since(begun))
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = p.VM(ctx, someID)
		requireCode(t, novacron.Timeout, err)
		looked := make(chan error, 1)
		go func() { _, err := p.VM(t.Context(), someID); looked <- err }()
		synctest.Wait()
		require.NoError(t, p.Close())
		requireCode(t, novacron.Unavailable, <-looked)
	})
}
