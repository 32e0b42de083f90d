package e2e_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// campaign kills the appliance at random points in creates, edits and deletes
// against a real libvirtd, and looks after each restart whether store and
// libvirt agree, every operation ended, and nothing acknowledged is missing.
type campaign struct {
	t      *testing.T
	rng    *rand.Rand
	daemon *kvmtest.Daemon
	dir    string

	mu     sync.Mutex
	acked  []novacron.OperationID          // answered with an operation since the last check
	titles map[novacron.VMID]string        // titles that a 200 confirmed
	asked  map[novacron.VMID]string        // the title that was asked for after that, unanswered
	gone   map[novacron.VMID]bool          // deletes that were asked for
	made   map[novacron.OperationID]string // names of acknowledged creates
	counts map[novacron.OperationState]int
	kills  int
}

// crashRounds is 200 as the campaign asks, and 10 in the fast tier;
// NOVACRON_CRASHES makes it longer or shorter, and NOVACRON_SEED repeats one.
func crashRounds(t *testing.T) (rounds int, seed uint64) {
	t.Helper()
	rounds, seed = 200, uint64(time.Now().UnixNano())
	if testing.Short() {
		rounds = 10
	}
	var err error
	if s := os.Getenv("NOVACRON_CRASHES"); s != "" {
		rounds, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	if s := os.Getenv("NOVACRON_SEED"); s != "" {
		seed, err = strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
	}
	return rounds, seed
}

func TestKilledAtAnyPoint(t *testing.T) {
	rounds, seed := crashRounds(t)
	t.Logf("seed %d, %d rounds; NOVACRON_SEED=%d repeats them", seed, rounds, seed)
	c := &campaign{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), daemon: kvmtest.StartDaemon(t), dir: shortDir(t),
		titles: map[novacron.VMID]string{}, asked: map[novacron.VMID]string{},
		gone: map[novacron.VMID]bool{}, made: map[novacron.OperationID]string{}, counts: map[novacron.OperationState]int{},
	}
	p := serve(t, c.dir, c.daemon.URI())
	connected(t, p.Client())
	for round := range rounds {
		c.killWhileItWorks(p.Client(), p.Kill, round)
		p = serve(t, c.dir, c.daemon.URI())
		connected(t, p.Client())
		c.check(p.Client())
	}
	require.NoError(t, p.Stop())
	t.Logf("%d kills; operations that were acknowledged: %v", c.kills, c.counts)
	require.NotZero(t, c.counts[novacron.OperationSucceeded])
}

// killWhileItWorks runs several clients at once and kills the appliance after a
// random time.
func (c *campaign) killWhileItWorks(cl *client.Client, kill func(), round int) {
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for worker := range crashWorkers {
		rng := rand.New(rand.NewPCG(c.rng.Uint64(), uint64(worker)))
		wg.Go(func() { c.work(ctx, cl, rng, worker, fmt.Sprintf("r%d-w%d", round, worker)) })
	}
	timer := time.NewTimer(time.Duration(c.rng.IntN(300)) * time.Millisecond)
	<-timer.C
	kill()
	c.kills++
	cancel()
	wg.Wait()
}

// crashWorkers are the clients at once. Each edits and deletes VMs of its own
// alone, so that what must stand afterwards is known.
const crashWorkers = 3

// mine returns the VMs of one worker.
func mine(vms []novacron.VM, worker int) []novacron.VM {
	return slices.DeleteFunc(slices.Clone(vms), func(vm novacron.VM) bool { return int(vm.ID[0]+vm.ID[1])%crashWorkers != worker })
}

// work creates, edits and deletes until the appliance is gone.
func (c *campaign) work(ctx context.Context, cl *client.Client, rng *rand.Rand, worker int, prefix string) {
	for n := 0; ctx.Err() == nil; n++ {
		page, err := cl.VMs(ctx, novacron.VMQuery{})
		if err != nil {
			return
		}
		own, pick := mine(page.Items, worker), rng.IntN(10)
		switch {
		case len(own) == 0 || (pick < 4 && len(page.Items) < 12):
			err = c.create(ctx, cl, fmt.Sprintf("%s-%d", prefix, n), rng.IntN(8) == 0)
		case pick < 7:
			err = c.edit(ctx, cl, own[rng.IntN(len(own))].ID, fmt.Sprintf("%s-%d", prefix, n))
		default:
			err = c.remove(ctx, cl, own[rng.IntN(len(own))].ID)
		}
		switch novacron.CodeOf(err) {
		case "", novacron.Conflict, novacron.NotFound: // another worker was there first
		default:
			return
		}
	}
}

func (c *campaign) create(ctx context.Context, cl *client.Client, name string, start bool) error {
	op, err := cl.CreateVM(ctx, novacron.CreateVM{
		Name: name, MemoryBytes: 64 << 20, Start: start, NICs: []novacron.CreateNIC{},
		Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20}},
	})
	if err == nil {
		c.mu.Lock()
		c.acked, c.made[op.ID] = append(c.acked, op.ID), name
		c.mu.Unlock()
	}
	return err
}

func (c *campaign) edit(ctx context.Context, cl *client.Client, id novacron.VMID, title string) error {
	c.mu.Lock()
	c.asked[id] = title
	c.mu.Unlock()
	_, err := cl.UpdateVM(ctx, id, novacron.VMUpdate{Title: &title})
	if err == nil {
		c.mu.Lock()
		c.titles[id] = title
		delete(c.asked, id)
		c.mu.Unlock()
	}
	return err
}

func (c *campaign) remove(ctx context.Context, cl *client.Client, id novacron.VMID) error {
	c.mu.Lock()
	c.gone[id] = true
	c.mu.Unlock()
	op, err := cl.DeleteVM(ctx, id, novacron.DeleteVM{Volumes: true, Force: true})
	if err == nil {
		c.mu.Lock()
		c.acked = append(c.acked, op.ID)
		c.mu.Unlock()
	}
	return err
}

// check compares what was acknowledged, what the appliance says and what
// libvirt has.
func (c *campaign) check(cl *client.Client) {
	c.t.Helper()
	c.everyOperationEnds(cl)
	vms := c.inventory(cl)
	c.agreesWithLibvirt(vms)
	c.keepsWhatWasConfirmed(vms)
	c.leavesNoVolume(vms)
	c.acked = nil
	clear(c.titles)
	clear(c.asked)
	clear(c.made)
}

func (c *campaign) everyOperationEnds(cl *client.Client) {
	c.t.Helper()
	for _, id := range c.acked {
		op := finished(c.t, cl, id)
		c.counts[op.State]++
		if op.Error != nil {
			c.t.Logf("%s of %s failed: %s: %s", op.Kind, op.Target.Name, op.Error.Code, op.Error.Detail)
		}
		if name, ok := c.made[id]; ok && op.State == novacron.OperationSucceeded && !c.gone[novacron.VMID(op.Target.ID)] {
			vm, err := cl.VM(c.t.Context(), novacron.VMID(op.Target.ID))
			require.NoError(c.t, err, "vm %s was made by %s and is missing", name, id)
			require.Equal(c.t, name, vm.Name)
		}
	}
	for _, state := range []novacron.OperationState{novacron.OperationPending, novacron.OperationRunning} {
		require.Eventually(c.t, func() bool {
			page, err := cl.Operations(c.t.Context(), novacron.OperationQuery{State: state})
			return err == nil && len(page.Items) == 0
		}, 30*time.Second, 5*time.Millisecond, "operations hang")
	}
}

func (c *campaign) inventory(cl *client.Client) map[novacron.VMID]novacron.VM {
	c.t.Helper()
	page, err := cl.VMs(c.t.Context(), novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(c.t, err)
	vms := map[novacron.VMID]novacron.VM{}
	for _, vm := range page.Items {
		vms[vm.ID] = vm
	}
	return vms
}

func (c *campaign) agreesWithLibvirt(vms map[novacron.VMID]novacron.VM) {
	c.t.Helper()
	have := strings.Fields(c.daemon.Virsh("list", "--all", "--uuid"))
	want := []string{}
	for id, vm := range vms {
		want = append(want, string(id))
		require.Equal(c.t, vm.Title, c.daemon.Virsh("desc", string(id), "--title", "--config"), "title of %s", vm.Name)
	}
	slices.Sort(have)
	slices.Sort(want)
	require.Equal(c.t, want, have, "libvirt and the store have the same vms")
}

func (c *campaign) keepsWhatWasConfirmed(vms map[novacron.VMID]novacron.VM) {
	c.t.Helper()
	for id, title := range c.titles {
		vm, ok := vms[id]
		if !ok {
			require.True(c.t, c.gone[id], "vm %s is missing and nobody deleted it", id)
			continue
		}
		asked, pending := c.asked[id]
		require.True(c.t, vm.Title == title || (pending && vm.Title == asked),
			"title %q of %s was confirmed and %q asked for; it is %q", title, id, asked, vm.Title)
	}
}

func (c *campaign) leavesNoVolume(vms map[novacron.VMID]novacron.VM) {
	c.t.Helper()
	want, have := []string{}, []string{}
	for _, vm := range vms {
		for _, disk := range vm.Disks {
			want = append(want, filepath.Base(disk.Source))
		}
	}
	for _, line := range strings.Split(c.daemon.Virsh("vol-list", "default"), "\n") {
		if fields := strings.Fields(line); len(fields) > 0 {
			have = append(have, fields[0])
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	require.Equal(c.t, want, have, "each volume belongs to a vm, and each vm has its volume")
}
