package kvm_test

import (
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/hypervisortest"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// open starts a provider that ends with the test.
func open(t *testing.T, opts kvm.Options) *kvm.Provider {
	t.Helper()
	if testing.Verbose() {
		opts.Logger = zerolog.New(zerolog.NewTestWriter(t))
	}
	p := kvm.New(opts)
	require.NoError(t, p.Open(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// connected starts a provider and waits until it is connected.
func connected(t *testing.T, opts kvm.Options) *kvm.Provider {
	t.Helper()
	p := open(t, opts)
	require.Eventually(t, func() bool { return p.Info().Connected }, 20*time.Second, 5*time.Millisecond)
	return p
}

func TestContractTestDriver(t *testing.T) {
	t.Parallel()
	uri := kvmtest.StartDaemon(t).TestURI("")
	hypervisortest.Run(t, func(t *testing.T) hypervisor.Provider {
		return open(t, kvm.Options{URI: uri})
	}, hypervisortest.Traits{Save: true, Reboot: true, Reset: true, Shutdown: true, StateEvents: true, Volumes: true, Within: waitLong})
}

// microGuest makes a request boot the micro guest.
func microGuest(t *testing.T) func(*testing.T, *novacron.CreateVM) {
	image := kvmtest.Guest(t)
	return func(_ *testing.T, req *novacron.CreateVM) {
		req.Boot = &novacron.DirectBoot{Kernel: image.Kernel, Initrd: image.Initrd, Cmdline: image.Cmdline}
	}
}

func TestContractQEMU(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	hypervisortest.Run(t, func(t *testing.T) hypervisor.Provider {
		return open(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG, HostRoot: d.Root()})
	}, hypervisortest.Traits{
		Networks: true,
		Request:  microGuest(t), Greets: guestimage.Ready,
		Devices: true,
		Storage: true,
		Volumes: true, Snapshots: true, Console: true, Displays: true, Save: true, Reset: true, Reboot: true, Shutdown: true, StateEvents: true, Within: 2 * waitLong,
	})
}

// How long tests wait for what should happen soon, and how often they look.
const (
	waitLong = 20 * time.Second
	tick     = 5 * time.Millisecond
)

// long leaves a test out of the fast tier: it boots guests, or many VMs.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it boots guests; run without -short")
	}
}
