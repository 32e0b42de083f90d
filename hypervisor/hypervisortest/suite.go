package hypervisortest

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Traits say what a provider can do, and how its VMs are made.
type Traits struct {
	// Request, when set, changes the request of every VM that the suite makes,
	// so that it boots here (a kernel, a network). The name must stay.
	Request func(t *testing.T, req *novacron.CreateVM)

	Networks    bool // it makes networks, and firewalls for NICs on them
	Volumes     bool // EnsureVolume, FindVolume and DeleteVolume work
	Storage     bool // it has hypervisor.Storage, and can make pools below /var/lib/libvirt
	Console     bool // OpenConsole works, and the guest prints or echoes something on it
	Save        bool // Save works
	Reset       bool // Reset works
	Reboot      bool // Reboot works on a running VM
	Shutdown    bool // the guest follows Shutdown
	Agent       bool // an agent answers inside of guests that run
	Displays    bool // VMs have a screen that is shown by VNC, and a keyboard
	Snapshots   bool // it has hypervisor.Snapshots, and the requests' VMs can be snapshotted
	Devices     bool // it has hypervisor.Devices, and guests that let go of disks
	StateEvents bool // notices of power changes carry their Event

	// Greets is what the guest prints on its console when it is ready for
	// Shutdown; empty when anything it prints will do.
	Greets string
	// Within is how long the suite waits for what should happen soon: a notice,
	// a state. 10 s when zero.
	Within time.Duration
	// Boots is how long a guest needs until it listens to Shutdown and its
	// console. 60 s when zero.
	Boots time.Duration
}

// Run holds a provider to the contract. open returns a provider on which Open
// was called; it closes it with t.Cleanup. It is called for every chapter, and
// may return the same world again.
func Run(t *testing.T, open func(t *testing.T) hypervisor.Provider, traits Traits) {
	if traits.Within == 0 {
		traits.Within = 10 * time.Second
	}
	if traits.Boots == 0 {
		traits.Boots = time.Minute
	}
	chapters := []struct {
		name string
		run  func(*suite)
	}{
		{"Info", testInfo},
		{"Unknown", testUnknown},
		{"List", testList},
		{"Complete", testComplete},
		{"CompleteInvalid", testCompleteInvalid},
		{"Define", testDefine},
		{"DefineConflict", testDefineConflict},
		{"Edit", testEdit},
		{"EditInvalid", testEditInvalid},
		{"EditRunning", testEditRunning},
		{"Power", testPower},
		{"PowerWrongState", testPowerWrongState},
		{"Shutdown", testShutdown},
		{"Reboot", testReboot},
		{"Save", testSave},
		{"Networks", testNetworks},
		{"NetworkEdit", testNetworkEdit},
		{"Firewalls", testFirewalls},
		{"Undefine", testUndefine},
		{"Watch", testWatch},
		{"WatchSlow", testWatchSlow},
		{"Volumes", testVolumes},
		{"Pools", testPools},
		{"PoolVolumes", testPoolVolumes},
		{"VolumeStreams", testVolumeStreams},
		{"Clone", testClone},
		{"Snapshots", testSnapshots},
		{"Devices", testDevices},
		{"DevicesRunning", testDevicesRunning},
		{"Console", testConsole},
		{"ConsoleTakeOver", testConsoleTakeOver},
		{"Displays", testDisplays},
		{"Agent", testAgent},
		{"Deadlines", testDeadlines},
		{"Close", testClose},
	}
	for _, c := range chapters {
		t.Run(c.name, func(t *testing.T) {
			s := &suite{T: t, traits: traits, Provider: open(t)}
			s.eventually(func() bool { return s.Info().Connected }, "the provider connects")
			c.run(s)
		})
	}
}

// suite is one chapter's test with its provider.
type suite struct {
	*testing.T
	hypervisor.Provider

	traits Traits
}

// ctx returns a context that ends with the test and is generous.
func (s *suite) ctx() context.Context {
	ctx, cancel := context.WithTimeout(s.T.Context(), 2*time.Minute)
	s.Cleanup(cancel)
	return ctx
}

// eventually waits until cond holds.
func (s *suite) eventually(cond func() bool, what string) {
	s.Helper()
	require.Eventually(s.T, cond, s.traits.Within, 10*time.Millisecond, what)
}

// code requires that err has the code.
func (s *suite) code(want novacron.Code, err error) {
	s.Helper()
	require.Error(s.T, err)
	require.Equal(s.T, want, novacron.CodeOf(err), "%v", err)
}

// request returns a request for a small VM with a name that nobody has.
func (s *suite) request() novacron.CreateVM {
	req := novacron.CreateVM{
		Name:        "suite-" + rand.Text()[:10],
		Title:       "A VM of the suite",
		Description: "Made by a test;\n<safe> to \"delete\" & forget",
		Labels:      map[string]string{"suite": "yes", "tier": "tëst"},
		VCPUs:       1,
		MemoryBytes: 128 << 20,
		NICs:        []novacron.CreateNIC{},
	}
	if s.traits.Request != nil {
		s.traits.Request(s.T, &req)
	}
	return req
}

// complete completes a request under a new ID.
func (s *suite) complete(req novacron.CreateVM) hypervisor.Definition {
	s.Helper()
	def, err := s.Complete(s.ctx(), newID(), req)
	require.NoError(s.T, err)
	return def
}

// define makes a VM that is removed when the test ends.
func (s *suite) define(req novacron.CreateVM) novacron.VMID {
	s.Helper()
	def := s.complete(req)
	s.defineExactly(def)
	return def.VM.ID
}

// defineExactly makes a VM from a definition and has it removed in the end.
func (s *suite) defineExactly(def hypervisor.Definition) {
	s.Helper()
	for _, disk := range def.VM.Disks {
		if disk.Volume != "" {
			_, err := s.EnsureVolume(s.ctx(), disk)
			require.NoError(s.T, err)
			s.Cleanup(func() {
				_ = s.DeleteVolume(context.Background(), hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume})
			})
		}
	}
	if def.VM.CreatedAt.IsZero() {
		def.VM.CreatedAt = time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	}
	require.NoError(s.T, s.Define(s.ctx(), def))
	s.Cleanup(func() { s.remove(def.VM.ID) })
}

// remove powers a VM off and undefines it, and does not mind when it is gone.
func (s *suite) remove(id novacron.VMID) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_ = s.PowerOff(ctx, id)
	_ = s.Undefine(ctx, id)
}

// running makes and starts a VM.
func (s *suite) running() novacron.VMID {
	s.Helper()
	id := s.define(s.request())
	require.NoError(s.T, s.Start(s.ctx(), id, hypervisor.StartOptions{}))
	s.state(id, novacron.VMRunning)
	return id
}

// get returns a VM that must exist.
func (s *suite) get(id novacron.VMID) novacron.VM {
	s.Helper()
	vm, err := s.VM(s.ctx(), id)
	require.NoError(s.T, err)
	require.Equal(s.T, id, vm.ID)
	return vm
}

// state waits until the VM is in the state.
func (s *suite) state(id novacron.VMID, want novacron.VMState) {
	s.Helper()
	s.stateWithin(id, want, s.traits.Within)
}

func (s *suite) stateWithin(id novacron.VMID, want novacron.VMState, within time.Duration) {
	s.Helper()
	require.Eventually(s.T, func() bool {
		vm, err := s.VM(s.ctx(), id)
		return err == nil && vm.State == want
	}, within, 20*time.Millisecond, "vm %s is %s", id, want)
}

// newID returns a random VM id (RFC 9562, version 4).
func newID() novacron.VMID {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return novacron.VMID(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
