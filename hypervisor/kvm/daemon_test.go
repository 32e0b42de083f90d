package kvm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// log is everything that a Watch told.
type log struct {
	mu      sync.Mutex
	notices []hypervisor.Notice
	at      []time.Time
}

// watch watches until the test ends.
func watch(t *testing.T, p *kvm.Provider) *log {
	t.Helper()
	l := &log{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.Watch(ctx, l.add)
	}()
	t.Cleanup(func() { cancel(); <-done })
	l.await(t, "the first Connected", func(n hypervisor.Notice) bool { return n.Kind == hypervisor.NoticeConnected })
	return l
}

func (l *log) add(n hypervisor.Notice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notices, l.at = append(l.notices, n), append(l.at, time.Now())
}

// await waits for a notice, returns when it came, and forgets what came until
// then.
func (l *log) await(t *testing.T, what string, match func(hypervisor.Notice) bool) time.Time {
	t.Helper()
	var at time.Time
	require.Eventually(t, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		for i, n := range l.notices {
			if match(n) {
				at = l.at[i]
				l.notices, l.at = l.notices[i+1:], l.at[i+1:]
				return true
			}
		}
		return false
	}, waitLong, tick, what)
	return at
}

func kind(k hypervisor.NoticeKind) func(hypervisor.Notice) bool {
	return func(n hypervisor.Notice) bool { return n.Kind == k }
}

func about(id novacron.VMID, k hypervisor.NoticeKind) func(hypervisor.Notice) bool {
	return func(n hypervisor.Notice) bool { return n.Kind == k && n.VM == id }
}

// make a VM that boots the micro guest.
func create(t *testing.T, p *kvm.Provider, name string, change func(*novacron.CreateVM)) novacron.VMID {
	t.Helper()
	image := kvmtest.Guest(t)
	req := novacron.CreateVM{
		Name: name, MemoryBytes: 128 << 20, NICs: []novacron.CreateNIC{},
		Boot: &novacron.DirectBoot{Kernel: image.Kernel, Initrd: image.Initrd, Cmdline: image.Cmdline},
	}
	if change != nil {
		change(&req)
	}
	def, err := p.Complete(t.Context(), newID(), req)
	require.NoError(t, err)
	for _, d := range def.VM.Disks {
		if d.Volume != "" {
			_, err := p.EnsureVolume(t.Context(), d)
			require.NoError(t, err)
		}
	}
	require.NoError(t, p.Define(t.Context(), def))
	return def.VM.ID
}

func newID() novacron.VMID {
	text, err := os.ReadFile("/proc/sys/kernel/random/uuid")
	if err != nil {
		panic(err)
	}
	return novacron.VMID(strings.TrimSpace(string(text)))
}

// TestDaemonCrash kills libvirtd while VMs run: they run on, the provider says
// so, and is right again as soon as libvirtd is back.
func TestDaemonCrash(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	l := watch(t, p)
	var ids []novacron.VMID
	for i := range 3 {
		ids = append(ids, create(t, p, fmt.Sprintf("vm-%d", i), nil))
		require.NoError(t, p.Start(t.Context(), ids[i], hypervisor.StartOptions{}))
	}
	before := d.QEMUs()
	require.Len(t, before, 3)
	console, err := p.OpenConsole(t.Context(), ids[0], false)
	require.NoError(t, err)

	d.Kill()
	l.await(t, "Disconnected", kind(hypervisor.NoticeDisconnected))
	require.False(t, p.Info().Connected)
	_, err = p.VM(t.Context(), ids[0])
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err))
	_, err = io.Copy(io.Discard, console)
	require.NoError(t, err, "the console ends")
	require.NoError(t, console.Close())

	start := time.Now()
	d.Restart()
	back := l.await(t, "Connected", kind(hypervisor.NoticeConnected))
	t.Logf("connected %s after libvirtd was started, %s after it answered", back.Sub(start), time.Since(back))
	require.Less(t, back.Sub(start), 5*time.Second)
	require.Equal(t, before, d.QEMUs(), "no VM was stopped or started")
	for _, id := range ids {
		require.Eventually(t, func() bool {
			vm, err := p.VM(t.Context(), id)
			return err == nil && vm.State == novacron.VMRunning && vm.Managed
		}, waitLong, tick)
		require.NoError(t, p.PowerOff(t.Context(), id))
	}
	l.await(t, "events flow again", func(n hypervisor.Notice) bool { return n.VM == ids[2] && n.Event == novacron.EventVMStopped })
}

// TestDaemonHangs stops libvirtd in its tracks: calls end at their deadline,
// the keepalive notices, and all is well when it goes on.
func TestDaemonHangs(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.TestURI(""), Keepalive: 200 * time.Millisecond, CallTimeout: 2 * time.Second})
	l := watch(t, p)
	thaw := d.Freeze()
	defer thaw()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := p.List(ctx, func(novacron.VM) error { return nil })
	require.Contains(t, []novacron.Code{novacron.Timeout, novacron.Unavailable}, novacron.CodeOf(err))
	l.await(t, "Disconnected", kind(hypervisor.NoticeDisconnected))
	require.Contains(t, p.Info().Detail, "has not answered")
	thaw()
	l.await(t, "Connected", kind(hypervisor.NoticeConnected))
}

// TestAbandonedCalls gives up more calls than there are lanes: none blocks the
// next.
func TestAbandonedCalls(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG, Keepalive: time.Minute})
	id := create(t, p, "idle", nil)
	for range 5 {
		thaw := d.Freeze()
		var calls sync.WaitGroup
		for range 20 {
			calls.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				_, err := p.VM(ctx, id)
				// Unavailable when the frozen daemon's queue of new connections is full.
				require.Contains(t, []novacron.Code{novacron.Timeout, novacron.Unavailable}, novacron.CodeOf(err))
			})
		}
		calls.Wait()
		thaw()
		_, err := p.VM(t.Context(), id)
		require.NoError(t, err)
	}
}

// TestOthersWork lets virsh define, start, change and undefine a domain.
func TestOthersWork(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG, Resync: 300 * time.Millisecond})
	l := watch(t, p)
	const id = novacron.VMID("0f3f4f0e-35b7-4b7e-8d1e-1f6a1c9b5599")
	file := filepath.Join(d.Dir(), "other.xml")
	require.NoError(t, os.WriteFile(file, []byte(`<domain type='qemu'><name>other</name><uuid>`+string(id)+`</uuid>
		<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`), 0o600))

	soon := func(what string, match func(hypervisor.Notice) bool, virsh ...string) {
		t.Helper()
		start := time.Now()
		d.Virsh(virsh...)
		require.Less(t, l.await(t, what, match).Sub(start), 2*time.Second, what)
	}
	// What libvirt has no event of is found by a look, and looks are rarer where
	// they take long: on a loaded machine.
	found := func(what string, virsh ...string) {
		t.Helper()
		d.Virsh(virsh...)
		l.await(t, what, about(id, hypervisor.NoticeChanged))
	}
	event := func(event string) func(hypervisor.Notice) bool {
		return func(n hypervisor.Notice) bool { return n.VM == id && n.Event == event }
	}
	soon("defined", event(novacron.EventVMCreated), "define", file)
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.False(t, vm.Managed)
	soon("started", event(novacron.EventVMStarted), "start", "other")
	soon("paused", event(novacron.EventVMPaused), "suspend", "other")
	soon("resumed", event(novacron.EventVMResumed), "resume", "other")
	soon("titled", event(novacron.EventVMChanged), "desc", "other", "--title", "--live", "--config", "By virsh")
	found("autostart has no event", "autostart", "other")
	found("vcpus have no event", "setvcpus", "other", "2", "--config", "--maximum")
	soon("rebooted", event(novacron.EventVMRebooted), "reset", "other")
	vm, err = p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "By virsh", vm.Title)
	require.True(t, vm.Autostart)
	soon("undefined while running", about(id, hypervisor.NoticeChanged), "undefine", "other")
	vm, err = p.VM(t.Context(), id)
	require.NoError(t, err)
	require.False(t, vm.Persistent)
	soon("gone", about(id, hypervisor.NoticeGone), "destroy", "other")
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(`<domain type='qemu'><name>other</name><uuid>ID</uuid>
		<memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`, "ID", string(id))), 0o600))
	soon("a transient one", event(novacron.EventVMStarted), "create", file)
	soon("is gone", about(id, hypervisor.NoticeGone), "destroy", "other")
}

// TestSaveAbandoned ends a save by its context: the VM runs on.
func TestSaveAbandoned(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "large", func(req *novacron.CreateVM) { req.MemoryBytes = 256 << 20 })
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := p.Save(ctx, id)
	if err == nil {
		t.Skip("this machine saves 256 MiB in 20 ms")
	}
	require.Equal(t, novacron.Timeout, novacron.CodeOf(err))
	require.Eventually(t, func() bool {
		vm, err := p.VM(t.Context(), id)
		return err == nil && (vm.State == novacron.VMRunning || vm.SavedState)
	}, waitLong, tick, "it runs on, or it was too late")
}

// TestDoctor looks at a world that is in order but for its network.
func TestDoctor(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	d.Virsh("net-define", "/usr/share/libvirt/networks/default.xml")
	d.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images")
	found := map[string]novacron.Check{}
	for _, c := range kvm.Doctor(t.Context(), kvm.Options{URI: d.URI()}) {
		require.NotEmpty(t, c.Detail, "%+v", c)
		if c.Status != "ok" && c.Status != "skipped" {
			require.NotEmpty(t, c.Mend, "%+v", c)
		}
		found[c.Name] = c
		t.Logf("%-24s %-8s %s; %s", c.Name, c.Status, c.Detail, c.Mend)
	}
	require.Equal(t, "ok", found["libvirt socket"].Status)
	require.Contains(t, found["libvirt version"].Detail, "QEMU")
	require.Equal(t, "warning", found["default network"].Status)
	require.Contains(t, found, "KVM")
	require.Equal(t, "warning", found["default pool"].Status, "it is not active")
	d.Virsh("pool-start", "default")
	d.Virsh("net-start", "default")
	for _, c := range kvm.Doctor(t.Context(), kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG}) {
		switch c.Name {
		case "default network":
			require.Equal(t, "ok", c.Status, "%+v", c)
		case "default pool":
			require.Contains(t, c.Detail, "GiB")
		case "KVM":
			require.Equal(t, "skipped", c.Status)
		}
	}
}

// TestDefaultNetwork: a VM that names no network gets the default one when it
// is active, and otherwise none and a warning.
func TestDefaultNetwork(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	def, err := p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a"})
	require.NoError(t, err)
	require.Empty(t, def.VM.NICs)
	require.Equal(t, "default_network", p.Warnings()[0].ID)
	_, err = p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{{}}})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err), "asked for, it must be there")

	d.Virsh("net-define", "/usr/share/libvirt/networks/default.xml")
	d.Virsh("net-start", "default")
	id := create(t, p, "networked", func(req *novacron.CreateVM) { req.NICs = nil })
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, vm.NICs, 1)
	require.Equal(t, "default", vm.NICs[0].Source)
	require.Empty(t, p.Warnings())
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
}

// TestAccel: what the probe says decides, unless the configuration does.
func TestAccel(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	start := func(accel string, probe error) *kvm.Provider {
		p := kvm.New(kvm.Options{URI: d.URI(), Accel: accel})
		p.SetProbe(probe)
		require.NoError(t, p.Open(t.Context()))
		t.Cleanup(func() { require.NoError(t, p.Close()) })
		require.Eventually(t, func() bool { return p.Info().Connected }, waitLong, tick)
		return p
	}
	p := start(kvm.AccelAuto, errors.New("it hung"))
	require.Equal(t, "tcg", p.Info().Accel)
	require.Equal(t, "kvm_unusable", p.Warnings()[0].ID)
	require.NotEmpty(t, p.Warnings()[0].Mend)
	p = start(kvm.AccelTCG, errors.New("not asked"))
	require.Equal(t, "tcg", p.Info().Accel)
	require.Empty(t, p.Warnings())
	if strings.Contains(d.Virsh("capabilities"), "<domain type='kvm'/>") {
		p = start(kvm.AccelAuto, nil)
		require.Equal(t, "kvm", p.Info().Accel)
		require.Empty(t, p.Warnings())
	}
	p = start(kvm.AccelKVM, errors.New("not asked"))
	require.Equal(t, "kvm", p.Info().Accel)
}
