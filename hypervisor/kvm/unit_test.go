package kvm_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/digitalocean/go-libvirt"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/novacron"
)

func TestSockets(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "/run/user/7")
	for uri, want := range map[string][3][]string{
		"qemu:///system": {
			{"/run/libvirt/virtqemud-sock qemu:///system", "/run/libvirt/libvirt-sock qemu:///system"},
			{"/run/libvirt/virtstoraged-sock storage:///system"},
			{"/run/libvirt/virtnetworkd-sock network:///system"},
		},
		"qemu:///session": {
			{"/run/user/7/libvirt/virtqemud-sock qemu:///session", "/run/user/7/libvirt/libvirt-sock qemu:///session"},
			{"/run/user/7/libvirt/virtstoraged-sock storage:///session"},
			{"/run/user/7/libvirt/virtnetworkd-sock network:///session"},
		},
		"qemu:///system?socket=/x/libvirt-sock": {{"/x/libvirt-sock qemu:///system"}, nil, nil},
		"qemu:///system?socket=/x/virtqemud-sock": {
			{"/x/virtqemud-sock qemu:///system"}, {"/x/virtstoraged-sock storage:///system"}, {"/x/virtnetworkd-sock network:///system"},
		},
		"test:///default":             {{"/run/libvirt/libvirt-sock test:///default"}, nil, nil},
		"test:///a/b.xml?socket=/x/y": {{"/x/y test:///a/b.xml"}, nil, nil},
	} {
		got, err := kvm.Sockets(uri)
		require.NoError(t, err, uri)
		require.Equal(t, want, got, uri)
	}
	for _, uri := range []string{"", "qemu", "qemu:///nowhere", "qemu+ssh://host/system", "qemu://host/system", "xen:///system", "test:///", "qemu:///system?socket=relative", "%zz"} {
		_, err := kvm.Sockets(uri)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err), uri)
	}
}

func TestOpenInvalid(t *testing.T) {
	for _, opts := range []kvm.Options{{URI: "xen:///system"}, {Accel: "magic"}} {
		p := kvm.New(opts)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(p.Open(t.Context())))
		require.NoError(t, p.Close())
	}
}

func TestNoDaemon(t *testing.T) {
	p := open(t, kvm.Options{URI: "qemu:///system?socket=" + filepath.Join(t.TempDir(), "none")})
	require.Equal(t, novacron.Conflict, novacron.CodeOf(p.Open(t.Context())), "open once")
	require.Eventually(t, func() bool { return p.Info().Detail != "connecting" }, waitLong, tick)
	info := p.Info()
	require.False(t, info.Connected)
	require.Contains(t, info.Detail, "libvirt does not answer at")
	_, err := p.VM(t.Context(), "11111111-2222-3333-4444-555555555555")
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err))
	e, _ := novacron.AsError(err)
	require.NotEmpty(t, e.Mend)
	require.NoError(t, p.Close())
	require.Equal(t, novacron.Conflict, novacron.CodeOf(p.Open(t.Context())), "closed is closed")
}

func TestMapError(t *testing.T) {
	for number, want := range map[libvirt.ErrorNumber]novacron.Code{
		libvirt.ErrNoDomain: novacron.NotFound, libvirt.ErrNoStoragePool: novacron.NotFound, libvirt.ErrNoStorageVol: novacron.NotFound,
		libvirt.ErrNoNetwork: novacron.NotFound, libvirt.ErrDomExist: novacron.Conflict, libvirt.ErrOperationInvalid: novacron.WrongState,
		libvirt.ErrNoSupport: novacron.Unsupported, libvirt.ErrXMLError: novacron.Invalid, libvirt.ErrOperationTimeout: novacron.Timeout,
		libvirt.ErrOperationAborted: novacron.Canceled, libvirt.ErrAuthFailed: novacron.Forbidden, libvirt.ErrRPC: novacron.Unavailable,
		libvirt.ErrInternalError: novacron.Unavailable, libvirt.ErrHTTPError: novacron.Internal,
	} {
		require.Equal(t, want, novacron.CodeOf(kvm.MapNumber(uint32(number), "words")), "%d", number)
	}
	for message, want := range map[string]novacron.Code{
		"cannot write: No space left on device":    novacron.Exhausted,
		"unable to map: Cannot allocate memory":    novacron.Exhausted,
		"domain 'x' already exists with uuid y":    novacron.Conflict,
		"Cannot access storage: Permission denied": novacron.Forbidden,
	} {
		err := kvm.MapNumber(uint32(libvirt.ErrOperationFailed), message)
		require.Equal(t, want, novacron.CodeOf(err), message)
		e, _ := novacron.AsError(err)
		require.Equal(t, "libvirt: "+message, e.Detail)
	}
	for _, err := range []error{libvirt.ErrInterrupted, syscall.EINVAL, syscall.EPIPE, io.EOF} {
		require.Equal(t, novacron.Unavailable, novacron.CodeOf(kvm.MapError(fmt.Errorf("call: %w", err))))
	}
	require.Equal(t, novacron.Unsupported, novacron.CodeOf(kvm.MapError(libvirt.ErrUnsupported)))
	require.Equal(t, novacron.Stale, novacron.CodeOf(kvm.MapError(novacron.Errorf(novacron.Stale, "kept"))))
	require.Equal(t, novacron.Internal, novacron.CodeOf(kvm.MapError(fmt.Errorf("odd"))))
	require.NoError(t, kvm.MapError(nil))
}

func TestLifecycleEvents(t *testing.T) {
	for _, c := range []struct {
		event, detail int32
		want, reason  string
	}{
		{0, 0, novacron.EventVMCreated, "defined"},
		{0, 1, novacron.EventVMChanged, "updated"},
		{1, 0, novacron.EventVMChanged, "undefined"},
		{2, 2, novacron.EventVMStarted, "restored"},
		{3, 2, novacron.EventVMPaused, "io error"},
		{4, 0, novacron.EventVMResumed, "unpaused"},
		{5, 1, novacron.EventVMStopped, "power_off"},
		{5, 99, novacron.EventVMStopped, ""},
		{6, 1, "", "guest"},
		{7, 0, novacron.EventVMSuspended, "memory"},
		{8, 0, novacron.EventVMCrashed, "panicked"},
		{42, -1, "", ""},
	} {
		event, reason := kvm.LifecycleEvent(c.event, c.detail)
		require.Equal(t, c.want, event, "%+v", c)
		require.Equal(t, c.reason, reason, "%+v", c)
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		state, reason int32
		want          novacron.VMState
		word          string
	}{
		{1, 1, novacron.VMRunning, "booted"},
		{2, 0, novacron.VMRunning, ""},
		{3, 1, novacron.VMPaused, "user"},
		{4, 0, novacron.VMRunning, "shutting down"},
		{5, 2, novacron.VMShutoff, "destroyed"},
		{6, 1, novacron.VMCrashed, "panicked"},
		{7, 0, novacron.VMPMSuspended, ""},
		{0, 0, novacron.VMUnknown, ""},
		{77, 5, novacron.VMUnknown, ""},
		{1, 99, novacron.VMRunning, ""},
	} {
		state, word := kvm.States(c.state, c.reason)
		require.Equal(t, c.want, state, "%+v", c)
		require.Equal(t, c.word, word, "%+v", c)
	}
}

func TestNoticesAreBounded(t *testing.T) {
	tell, waiting := kvm.Hub()
	n := func(id int, event string) hypervisor.Notice {
		return hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: novacron.VMID(fmt.Sprint(id)), Event: event}
	}
	tell(n(1, "a"))
	tell(n(1, "a"))
	tell(n(1, "b"))
	require.Equal(t, []hypervisor.Notice{n(1, "a"), n(1, "b")}, waiting(), "what repeats is told once")
	for i := range 50_000 {
		tell(n(i%10, fmt.Sprint(i)))
	}
	left := waiting()
	require.Less(t, len(left), 10_000)
	require.Equal(t, n(9, "49999"), left[len(left)-1], "the last is kept")
	seen := map[novacron.VMID]bool{}
	for _, l := range left {
		seen[l.VM] = true
	}
	require.Len(t, seen, 10, "no VM is forgotten")
}

func TestCheckModules(t *testing.T) {
	sys := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(sys, "kvm_amd"), 0o700))
	dev := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dev, "net", "tun"), 0o700)) // built in: no module, but a device
	checks := kvm.CheckModules(sys, dev)
	require.Equal(t, "ok", checks[0].Status)
	require.Equal(t, "warning", checks[1].Status)
	require.NotEmpty(t, checks[1].Mend)
	require.Equal(t, "ok", checks[2].Status)
}

func TestDoctorWithoutLibvirt(t *testing.T) {
	checks := kvm.Doctor(t.Context(), kvm.Options{URI: "qemu:///system?socket=" + filepath.Join(t.TempDir(), "none"), Accel: "tcg"})
	require.Equal(t, "libvirt socket", checks[0].Name)
	require.Equal(t, "failed", checks[0].Status)
	require.NotEmpty(t, checks[0].Mend)
	checks = kvm.Doctor(context.Background(), kvm.Options{URI: "nonsense"})
	require.Len(t, checks, 1)
	require.Equal(t, "failed", checks[0].Status)
}

func FuzzWireError(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 42, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 4, 'g', 'o', 'n', 'e'})
	f.Add([]byte{0, 0, 0, 42, 0, 0, 0, 10, 0, 0, 0, 1, 255, 255, 255, 255, 'g'})
	f.Fuzz(func(t *testing.T, b []byte) { require.Error(t, kvm.WireError(b)) })
}

func TestWireError(t *testing.T) {
	err := kvm.WireError([]byte{0, 0, 0, 42, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 4, 'g', 'o', 'n', 'e'})
	require.Equal(t, libvirt.Error{Code: 42, Message: "gone"}, err)
}

func TestCanOpen(t *testing.T) {
	require.NoError(t, kvm.CanOpen("/dev/null"))
	require.ErrorContains(t, kvm.CanOpen("/nowhere"), "there is no /nowhere")
	require.Error(t, kvm.CanOpen(t.TempDir()))
}

func TestOnceProbe(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "runs")
	probe := kvm.OnceProbe(script(t, "echo x >>"+runs+"; printf Z; exec sleep 60"), waitLong)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, probe(canceled), "cut short, it knows nothing")
	require.NoError(t, probe(t.Context()))
	require.NoError(t, probe(t.Context()))
	text, err := os.ReadFile(runs)
	require.NoError(t, err)
	require.Equal(t, "x\n", string(text), "it ran once")
}
