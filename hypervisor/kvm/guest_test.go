package kvm_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// await reads a console until it says something.
func await(t *testing.T, console io.Reader, text string) {
	t.Helper()
	found := make(chan error, 1)
	go func() {
		var all []byte
		buf := make([]byte, 4096)
		for !strings.Contains(string(all), text) {
			n, err := console.Read(buf)
			if err != nil {
				found <- err
				return
			}
			all = append(all, buf[:n]...)
		}
		found <- nil
	}()
	select {
	case err := <-found:
		require.NoError(t, err, "until the console said %q", text)
	case <-time.After(time.Minute):
		t.Fatalf("the console never said %q", text)
	}
}

// TestBalloon shrinks a running guest that has a balloon driver, lets it grow
// again, and shuts it down from its own shell.
func TestBalloon(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	l := watch(t, p)
	id := create(t, p, "balloon", nil)
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	await(t, console, guestimage.Heartbeat)

	less, more := uint64(96<<20), uint64(160<<20)
	// The driver reports every 10 s; until then nobody knows that it is there.
	require.Eventually(t, func() bool {
		plan, err := p.PlanEdit(t.Context(), id, hypervisor.Edit{MemoryBytes: &less})
		return err == nil && plan[0].Applied == novacron.AppliedNow
	}, 2*waitLong, 100*time.Millisecond)
	changes, err := p.Edit(t.Context(), id, hypervisor.Edit{MemoryBytes: &less})
	require.NoError(t, err)
	require.Equal(t, []novacron.Change{{Field: "memoryBytes", From: "134217728", To: "100663296", Applied: novacron.AppliedNow}}, changes)
	// The most that it may have moves along with the next start.
	pending := []novacron.Change{{Field: "maxMemoryBytes", From: "134217728", To: "100663296", Applied: novacron.AppliedNextStart}}
	require.Eventually(t, func() bool {
		vm, err := p.VM(t.Context(), id)
		return err == nil && vm.MemoryBytes == less && slices.Equal(pending, vm.Pending)
	}, waitLong, 20*time.Millisecond, "the balloon takes it")
	changes, err = p.Edit(t.Context(), id, hypervisor.Edit{MemoryBytes: &more})
	require.NoError(t, err)
	require.Equal(t, novacron.AppliedNextStart, changes[0].Applied, "more than it was started with")

	_, err = console.Write([]byte("poweroff -f\n"))
	require.NoError(t, err)
	l.await(t, "the guest ends itself", func(n hypervisor.Notice) bool {
		return n.VM == id && n.Event == novacron.EventVMStopped && n.Reason == "shutdown"
	})
	require.NoError(t, console.Close())
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, more, vm.MemoryBytes)
}

// TestSizes: sizes of disks that this process did not make come later.
func TestSizes(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "sized", func(req *novacron.CreateVM) { req.Disks = []novacron.CreateDisk{{SizeBytes: 3 << 20}} })
	require.NoError(t, p.Close())

	p = connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	l := watch(t, p)
	_, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	l.await(t, "a size", func(n hypervisor.Notice) bool { return n.VM == id && n.Reason == "disk size" })
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, uint64(3<<20), vm.Disks[0].SizeBytes)
}

// TestCrash: a guest whose kernel panics is seen as crashed, and kept.
func TestCrash(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	l := watch(t, p)
	id := create(t, p, "panics", func(req *novacron.CreateVM) { req.Boot.Cmdline += " sysrq_always_enabled" })
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	await(t, console, guestimage.Heartbeat)
	_, err = console.Write([]byte("echo c >/proc/sysrq-trigger\n"))
	require.NoError(t, err)
	l.await(t, "crashed", func(n hypervisor.Notice) bool { return n.VM == id && n.Event == novacron.EventVMCrashed })
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, novacron.VMCrashed, vm.State)
	require.NoError(t, console.Close())
	require.Equal(t, novacron.WrongState, novacron.CodeOf(p.Start(t.Context(), id, hypervisor.StartOptions{})))
	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
}
