package e2e_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// running makes and starts n VMs that need no operating system: QEMU itself is
// what must live on.
func running(t testing.TB, c *client.Client, n int) []novacron.VMID {
	t.Helper()
	var ids []novacron.VMID
	for i := range n {
		op, err := c.CreateVM(t.Context(), novacron.CreateVM{
			Name: fmt.Sprintf("vm-%d", i), MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{}, Start: true,
		})
		op = succeeded(t, c, op, err)
		ids = append(ids, novacron.VMID(op.Target.ID))
	}
	return ids
}

func states(t *testing.T, c *client.Client) map[novacron.VMID]novacron.VMState {
	t.Helper()
	page, err := c.VMs(t.Context(), novacron.VMQuery{})
	require.NoError(t, err)
	out := map[novacron.VMID]novacron.VMState{}
	for _, vm := range page.Items {
		out[vm.ID] = vm.State
	}
	return out
}

// killed -9, libvirtd takes no VM with it; the node says that it is away, and is
// right again within 5 s of its return, also about what happened meanwhile.
func TestLibvirtdIsKilled(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	p := serve(t, shortDir(t), d.URI())
	c := p.Client()
	connected(t, c)
	ids := running(t, c, 5)
	before := qemus(d)
	require.Len(t, before, 5)

	d.Kill()
	require.Eventually(t, func() bool {
		node, err := c.Node(t.Context())
		return err == nil && !node.Hypervisor.Connected && node.Hypervisor.Detail != ""
	}, 5*time.Second, 5*time.Millisecond, "the node says that libvirt is away")
	require.Len(t, states(t, c), 5, "the inventory is still answered")
	_, err := c.PowerVM(t.Context(), ids[0], novacron.PowerRequest{Verb: novacron.PowerPause})
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)

	d.Restart()
	d.Virsh("suspend", string(ids[1]))
	back := time.Now()
	require.Eventually(t, func() bool {
		node, err := c.Node(t.Context())
		s := states(t, c)
		return err == nil && node.Hypervisor.Connected && s[ids[0]] == novacron.VMRunning && s[ids[1]] == novacron.VMPaused
	}, 5*time.Second, 5*time.Millisecond, "right again within 5 s")
	t.Logf("right again %s after libvirtd's return", time.Since(back))
	require.Equal(t, before, qemus(d), "no vm stopped")
	op, err := c.PowerVM(t.Context(), ids[1], novacron.PowerRequest{Verb: novacron.PowerResume})
	succeeded(t, c, op, err)
}

// qemus returns the process ids of the daemon's VMs, in its own world.
func qemus(d *kvmtest.Daemon) []string {
	out, _ := d.Command("pgrep", "-x", "qemu-system-x86").Output() // none is not an error here
	pids := strings.Fields(string(out))
	slices.Sort(pids)
	return pids
}

// VMs outlive NovaCron: stopped, killed and started again, it finds them running.
func TestVMsOutliveTheAppliance(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	dir := shortDir(t)
	p := serve(t, dir, d.URI())
	connected(t, p.Client())
	ids := running(t, p.Client(), 2)
	before := qemus(d)
	require.NoError(t, p.Stop())
	require.Equal(t, before, qemus(d))
	p = serve(t, dir, d.URI())
	connected(t, p.Client())
	p.Kill()
	require.Equal(t, before, qemus(d))
	p = serve(t, dir, d.URI())
	connected(t, p.Client())
	for _, id := range ids {
		require.Equal(t, novacron.VMRunning, states(t, p.Client())[id])
	}
}

// A lost store costs nothing that libvirt knows: labels, title and the mark of
// who made a VM come back from the domain.
func TestTheStoreIsLost(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	p := serve(t, shortDir(t), d.URI())
	connected(t, p.Client())
	op, err := p.Client().CreateVM(t.Context(), novacron.CreateVM{
		Name: "keeps", Title: "Kept", Labels: map[string]string{"tier": "web"}, MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{},
	})
	op = succeeded(t, p.Client(), op, err)
	id := novacron.VMID(op.Target.ID)
	old, err := p.Client().VM(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, p.Stop())

	p = serve(t, shortDir(t), d.URI())
	require.Eventually(t, func() bool {
		vm, err := p.Client().VM(t.Context(), id)
		return err == nil && vm.Managed && vm.Title == "Kept" && vm.Labels["tier"] == "web" && vm.CreatedAt.Equal(old.CreatedAt)
	}, 10*time.Second, 10*time.Millisecond)
}

// Every change at libvirt comes to a client of the WebSocket, in order.
func TestEventsComeAtOnce(t *testing.T) {
	took := eventLatencies(t, 10)
	require.Less(t, took[len(took)-1], 2*time.Second)
}

// BenchmarkEventLatency is the time from libvirt's answer to virsh until a
// client of the WebSocket has the event.
func BenchmarkEventLatency(b *testing.B) {
	var took []time.Duration
	for b.Loop() {
		took = eventLatencies(b, 50)
	}
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1e3, "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1e3, "ms-p99")
	b.ReportMetric(0, "ns/op")
}

// eventLatencies pauses and resumes a VM with virsh so many times, and returns
// how long each event took to a client, sorted.
func eventLatencies(t testing.TB, rounds int) []time.Duration {
	t.Helper()
	d := kvmtest.StartDaemon(t)
	c := serve(t, shortDir(t), d.URI()).Client()
	connected(t, c)
	now, err := c.EventPage(t.Context(), novacron.EventQuery{Tail: true, PageRequest: novacron.PageRequest{Limit: 1}})
	require.NoError(t, err)
	id := running(t, c, 1)[0]
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := make(chan novacron.Event, 1000)
	go func() {
		_ = c.Events(ctx, now.Next, func(ev novacron.Event) error { // ends with ctx
			seen <- ev
			return nil
		})
	}()
	// The stream has caught up once it shows the VM's own start.
	waitEvent(t, seen, id, novacron.EventVMStarted)
	var took []time.Duration
	for range rounds {
		for _, step := range []struct{ verb, event string }{{"suspend", novacron.EventVMPaused}, {"resume", novacron.EventVMResumed}} {
			d.Virsh(step.verb, string(id))
			answered := time.Now()
			took = append(took, max(0, waitEvent(t, seen, id, step.event).Sub(answered)))
		}
	}
	slices.Sort(took)
	return took
}

func waitEvent(t testing.TB, seen <-chan novacron.Event, id novacron.VMID, kind string) time.Time {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case ev := <-seen:
			if ev.Target.ID == string(id) && ev.Type == kind {
				return time.Now()
			}
		case <-timeout:
			require.Fail(t, "no event "+kind)
		}
	}
}
