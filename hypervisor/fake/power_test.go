package fake_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

// slow is a host on which things take a time that is easy to count.
func slow() fake.Options {
	return fake.Options{BootDelay: 10 * time.Second, ShutdownDelay: 5 * time.Second, SaveDelay: 3 * time.Second}
}

func TestVerbsFitTheState(t *testing.T) {
	type call func(context.Context, novacron.VMID) error
	p := open(t, fake.Options{ShutdownDelay: time.Hour})
	start := func(ctx context.Context, id novacron.VMID) error { return p.Start(ctx, id, hypervisor.StartOptions{}) }
	verbs := map[string]call{
		"start": start, "shutdown": p.Shutdown, "poweroff": p.PowerOff, "reboot": p.Reboot, "reset": p.Reset,
		"pause": p.Pause, "resume": p.Resume, "save": p.Save,
	}
	allowed := map[novacron.VMState][]string{
		novacron.VMShutoff:     {"start"},
		novacron.VMRunning:     {"shutdown", "poweroff", "reboot", "reset", "pause", "save"},
		novacron.VMPaused:      {"poweroff", "reset", "resume", "save"},
		novacron.VMPMSuspended: {"poweroff", "resume"},
		novacron.VMCrashed:     {"poweroff"},
	}
	id := define(t, p, someID, "web-1")
	for state, names := range allowed {
		for verb, do := range verbs {
			bring(t, p, id, state)
			err := do(t.Context(), id)
			if slices.Contains(names, verb) {
				require.NoError(t, err, "%s of a VM that is %s", verb, state)
				continue
			}
			require.Equal(t, novacron.WrongState, novacron.CodeOf(err), "%s of a VM that is %s", verb, state)
			require.Equal(t, state, look(t, p, id).State)
		}
	}
	for verb, do := range verbs {
		require.Equal(t, novacron.NotFound, novacron.CodeOf(do(t.Context(), "gone")), verb)
	}
}

// bring takes the VM to a state, whatever its present one.
func bring(t *testing.T, p *fake.Provider, id novacron.VMID, state novacron.VMState) {
	t.Helper()
	if look(t, p, id).State != novacron.VMShutoff {
		require.NoError(t, p.PowerOff(t.Context(), id))
	}
	if state == novacron.VMShutoff {
		return
	}
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{DiscardSavedState: true}))
	switch state {
	case novacron.VMPaused:
		require.NoError(t, p.Pause(t.Context(), id))
	case novacron.VMPMSuspended:
		require.NoError(t, p.Outside().Suspend(id))
	case novacron.VMCrashed:
		require.NoError(t, p.Outside().Crash(id))
	}
	require.Equal(t, state, look(t, p, id).State)
}

func TestShutdownTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		require.NoError(t, p.Shutdown(t.Context(), id))
		time.Sleep(15*time.Second - 1) // the boot is waited for
		require.Equal(t, novacron.VMRunning, look(t, p, id).State)
		time.Sleep(1)
		synctest.Wait()
		vm := look(t, p, id)
		require.Equal(t, novacron.VMShutoff, vm.State)
		require.Equal(t, "shutdown", vm.StateReason)
	})
}

func TestAPausedGuestDoesNotFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		require.NoError(t, p.Shutdown(t.Context(), id))
		time.Sleep(2 * time.Second)
		require.NoError(t, p.Pause(t.Context(), id))
		time.Sleep(time.Hour)
		require.Equal(t, novacron.VMPaused, look(t, p, id).State)
		require.NoError(t, p.Resume(t.Context(), id))
		time.Sleep(3*time.Second - 1)
		require.Equal(t, novacron.VMRunning, look(t, p, id).State)
		time.Sleep(1)
		synctest.Wait()
		require.Equal(t, novacron.VMShutoff, look(t, p, id).State)
	})
}

func TestADeafGuestDoesNotFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		require.NoError(t, p.Outside().Ignore(id, true))
		require.NoError(t, p.Shutdown(t.Context(), id))
		time.Sleep(time.Hour)
		require.Equal(t, novacron.VMRunning, look(t, p, id).State)
	})
}

func TestRebootKeepsTheLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		notices := watch(t, p)
		two := 2
		_, err := p.Edit(t.Context(), id, hypervisor.Edit{VCPUs: &two})
		require.NoError(t, err)
		require.NoError(t, p.Reboot(t.Context(), id))
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, novacron.EventVMChanged, (<-notices).Event)
		require.Equal(t, novacron.EventVMRebooted, (<-notices).Event)
		vm := look(t, p, id)
		require.Equal(t, novacron.VMRunning, vm.State)
		require.Equal(t, 1, vm.VCPUs, "a reboot is not a power-on")
		require.Len(t, vm.Pending, 1)
	})
}

func TestSaveAndRestore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		begun := time.Now()
		require.NoError(t, p.Save(t.Context(), id))
		require.Equal(t, 3*time.Second, time.Since(begun))
		vm := look(t, p, id)
		require.Equal(t, novacron.VMShutoff, vm.State)
		require.True(t, vm.SavedState)
		require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
		vm = look(t, p, id)
		require.Equal(t, "restored", vm.StateReason)
		require.False(t, vm.SavedState)
	})
}

func TestAbandonedSaveLetsTheVMRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		saved := make(chan error, 1)
		go func() { saved <- p.Save(ctx, id) }()
		synctest.Wait()
		requireCode(t, novacron.Conflict, p.Pause(t.Context(), id))
		requireCode(t, novacron.Conflict, p.Save(t.Context(), id))
		requireCode(t, novacron.Timeout, <-saved)
		vm := look(t, p, id)
		require.Equal(t, novacron.VMRunning, vm.State)
		require.False(t, vm.SavedState)
		require.NoError(t, p.Shutdown(t.Context(), id))
	})
}

func TestPowerOffBeatsSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		saved := make(chan error, 1)
		go func() { saved <- p.Save(t.Context(), id) }()
		synctest.Wait()
		require.NoError(t, p.PowerOff(t.Context(), id))
		requireCode(t, novacron.WrongState, <-saved)
		require.False(t, look(t, p, id).SavedState)
	})
}

func TestStartNeedsMemoryAndVolumes(t *testing.T) {
	p := open(t, fake.Options{MemoryBytes: 128 << 20})
	id := define(t, p, someID, "web-1")
	requireCode(t, novacron.Exhausted, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	less := uint64(64 << 20)
	_, err := p.Edit(t.Context(), id, hypervisor.Edit{MemoryBytes: &less})
	require.NoError(t, err)
	require.NoError(t, p.DeleteVolume(t.Context(), hypervisor.VolumeRef{Pool: "default", Volume: look(t, p, id).Disks[0].Volume}))
	requireCode(t, novacron.Unavailable, p.Start(t.Context(), id, hypervisor.StartOptions{}))
}

func TestTransientVMVanishes(t *testing.T) {
	p := open(t, fake.Options{})
	notices := watch(t, p)
	require.NoError(t, p.Outside().Make(novacron.VM{ID: someID, Name: "live-cd", VCPUs: 1, MemoryBytes: 1 << 28}))
	require.Equal(t, novacron.VMRunning, look(t, p, someID).State)
	requireCode(t, novacron.WrongState, p.Save(t.Context(), someID))
	require.NoError(t, p.PowerOff(t.Context(), someID))
	_, err := p.VM(t.Context(), someID)
	requireCode(t, novacron.NotFound, err)
	require.Equal(t, novacron.EventVMCreated, (<-notices).Event)
	require.Equal(t, novacron.EventVMStarted, (<-notices).Event)
	require.Equal(t, novacron.EventVMStopped, (<-notices).Event)
	require.Equal(t, hypervisor.NoticeGone, (<-notices).Kind)
}
