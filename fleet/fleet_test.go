package fleet_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// lab is a fleet over a real store and the behaving fake.
type lab struct {
	*fleet.Fleet
	tb       testing.TB
	dir      string
	store    *store.Store
	provider *fake.Provider
	ctx      context.Context
}

func newLab(tb testing.TB, change ...func(*fleet.Options)) *lab {
	tb.Helper()
	return openLab(tb, tb.TempDir(), newFake(tb, fake.Options{}), change...)
}

func newFake(tb testing.TB, opts fake.Options) *fake.Provider {
	tb.Helper()
	p := fake.New(opts)
	require.NoError(tb, p.Open(tb.Context()))
	tb.Cleanup(func() { require.NoError(tb, p.Close()) })
	return p
}

func openLab(tb testing.TB, dir string, p *fake.Provider, change ...func(*fleet.Options)) *lab {
	tb.Helper()
	l := prepareLab(tb, dir, p, change...)
	require.NoError(tb, l.Open(tb.Context()))
	return l
}

// prepareLab is openLab before Open.
func prepareLab(tb testing.TB, dir string, p *fake.Provider, change ...func(*fleet.Options)) *lab {
	tb.Helper()
	l := &lab{tb: tb, dir: dir, provider: p, store: storetest.Open(tb, dir)}
	l.ctx = novacron.WithRequestID(novacron.WithIdentity(tb.Context(),
		novacron.Identity{Kind: novacron.IdentityUser, Name: "ada", Role: novacron.RoleAdministrator}), "req-1")
	opts := fleet.Options{Store: l.store, Provider: p, HostName: "edge-1", Version: "test", RecoverWithin: 5 * time.Second}
	for _, c := range change {
		c(&opts)
	}
	l.Fleet = fleet.New(opts)
	tb.Cleanup(func() { require.NoError(tb, l.Close()) })
	return l
}

// restart ends the fleet and its store and opens new ones over the same
// directory and provider, as a crash or an upgrade does.
func (l *lab) restart(change ...func(*fleet.Options)) *lab {
	l.tb.Helper()
	require.NoError(l.tb, l.Close())
	require.NoError(l.tb, l.store.Close())
	return openLab(l.tb, l.dir, l.provider, change...)
}

// restartWith is restart with something done to the new fleet before it opens.
func (l *lab) restartWith(prepare func(*lab)) *lab {
	l.tb.Helper()
	require.NoError(l.tb, l.Close())
	require.NoError(l.tb, l.store.Close())
	next := prepareLab(l.tb, l.dir, l.provider)
	prepare(next)
	require.NoError(l.tb, next.Open(l.tb.Context()))
	return next
}

// wait returns the operation when it is final.
func (l *lab) wait(op novacron.Operation) novacron.Operation {
	l.tb.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, 20*time.Second)
	defer cancel()
	op, err := l.Operations().Wait(ctx, op.ID)
	require.NoError(l.tb, err)
	require.True(l.tb, op.State.Final(), "operation %s is %s at %s", op.ID, op.State, op.Phase)
	return op
}

func (l *lab) succeed(op novacron.Operation, err error) novacron.Operation {
	l.tb.Helper()
	require.NoError(l.tb, err)
	op = l.wait(op)
	require.Equal(l.tb, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	return op
}

// create makes a VM and returns its record.
func (l *lab) create(req novacron.CreateVM) novacron.VM {
	l.tb.Helper()
	op, err := l.VMs().CreateVM(l.ctx, req)
	op = l.succeed(op, err)
	vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(l.tb, err)
	return vm
}

func (l *lab) power(id novacron.VMID, verb novacron.PowerVerb) novacron.Operation {
	l.tb.Helper()
	op, err := l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: verb, Timeout: 10 * time.Second})
	return l.succeed(op, err)
}

// eventually waits for the record of a VM to satisfy ok.
func (l *lab) eventually(id novacron.VMID, ok func(novacron.VM, error) bool) {
	l.tb.Helper()
	require.Eventually(l.tb, func() bool {
		vm, err := l.VMs().VM(l.ctx, id)
		return ok(vm, err)
	}, 10*time.Second, 5*time.Millisecond)
}

// events returns the types of the events about a target, oldest first.
func (l *lab) events(target string) []string {
	l.tb.Helper()
	page, err := l.Events().Events(l.ctx, novacron.EventQuery{TargetID: target, PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(l.tb, err)
	var types []string
	for _, ev := range page.Items {
		types = append(types, ev.Type)
	}
	return types
}

// lastEvent returns the cursor of the newest event.
func (l *lab) lastEvent() string {
	l.tb.Helper()
	page, err := l.Events().Events(l.ctx, novacron.EventQuery{Tail: true, PageRequest: novacron.PageRequest{Limit: 1}})
	require.NoError(l.tb, err)
	return page.Next
}

func small(name string) novacron.CreateVM {
	return novacron.CreateVM{Name: name, MemoryBytes: 64 << 20, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}}}
}

func requireCode(tb testing.TB, code novacron.Code, err error) {
	tb.Helper()
	require.Equal(tb, code, novacron.CodeOf(err), "%v", err)
}

func TestNodeTellsAboutTheNode(t *testing.T) {
	l := newLab(t, func(o *fleet.Options) {
		o.Demo = true
		o.Figures = func(m *novacron.NodeMetrics) { m.HostCPUs = 3 }
		o.Warnings = func() []novacron.Warning { return []novacron.Warning{{ID: "bus"}} }
	})
	vm := l.create(small("a"))
	l.power(vm.ID, novacron.PowerStart)

	node, err := l.Node().Node(l.ctx)
	require.NoError(t, err)
	require.Equal(t, l.store.NodeID(), node.ID)
	require.Equal(t, "edge-1", node.Name)
	require.True(t, node.Demo)
	require.True(t, node.Hypervisor.Connected)
	require.Equal(t, "bus", node.Warnings[len(node.Warnings)-1].ID)

	m, err := l.Node().NodeMetrics(l.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, m.VMs)
	require.Equal(t, 1, m.VMsByState[novacron.VMRunning])
	require.Equal(t, uint64(64<<20), m.VMMemoryBytes)
	require.Equal(t, 3, m.HostCPUs)
	require.NotZero(t, m.EventsStored)
}

func TestCloseIsIdempotent(t *testing.T) {
	l := newLab(t)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close())
	_, err := l.VMs().CreateVM(l.ctx, small("late"))
	requireCode(t, novacron.Unavailable, err)
}
