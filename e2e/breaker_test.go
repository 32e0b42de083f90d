package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// breaker ends operations of an appliance on a real libvirtd at random moments:
// it cancels them, breaks their connection, and kills the appliance.
type breaker struct {
	*testing.T

	rng    *rand.Rand
	daemon *kvmtest.Daemon
	dir    string
	p      *process.Process
	kills  int
	ends   map[string]int // by what was done and how it ended
}

// cancelRounds is 100 as the promise asks with NOVACRON_CANCELS=100, and few
// else. NOVACRON_SEED repeats a campaign.
func cancelRounds(t *testing.T, few int) (rounds int, seed uint64) {
	t.Helper()
	rounds, seed = few, uint64(time.Now().UnixNano())
	var err error
	if s := os.Getenv("NOVACRON_CANCELS"); s != "" {
		rounds, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	if s := os.Getenv("NOVACRON_SEED"); s != "" {
		seed, err = strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("seed %d, %d rounds; NOVACRON_SEED=%d repeats them", seed, rounds, seed)
	return rounds, seed
}

// newBreaker starts a world with the pool 'default'. What it did is told at the
// end of the test.
func newBreaker(t *testing.T, seed uint64) *breaker {
	t.Helper()
	kvmtest.Require(t, "qemu-img", "qemu-io")
	b := &breaker{T: t, rng: rand.New(rand.NewPCG(seed, 1)), daemon: kvmtest.StartDaemon(t), dir: shortDir(t), ends: map[string]int{}}
	t.Cleanup(func() { t.Logf("%d kills; %v", b.kills, b.ends) })
	b.start()
	defaultPool(t, b.client())
	return b
}

func (b *breaker) client() *client.Client { return b.p.Client() }

func (b *breaker) start() {
	b.Helper()
	b.p = serve(b.T, b.dir, b.daemon.URI())
	connected(b.T, b.client())
}

// within waits a random while, mostly within a time and now and then far below
// or above it: the point of these tests is any moment.
func (b *breaker) within(usual time.Duration) {
	usual = []time.Duration{usual / 5, usual, usual, usual * 4}[b.rng.IntN(4)]
	timer := time.NewTimer(time.Duration(b.rng.Int64N(int64(usual))))
	<-timer.C
}

// breakOff ends an operation after a random while, and returns how it ended.
// hangUp breaks the connection of whoever asked.
func (b *breaker) breakOff(kind string, id novacron.OperationID, usual time.Duration, hangUp func()) novacron.Operation {
	b.Helper()
	b.within(usual)
	how := "canceled"
	if b.rng.IntN(4) == 0 {
		how = "killed"
		b.p.Kill()
		b.kills++
		b.start()
	} else {
		hangUp()
	}
	// Too late, or at a step that cannot be canceled, is an answer, too.
	_, err := b.client().Cancel(b.Context(), id, novacron.Mutation{})
	if err != nil {
		require.Equal(b, novacron.WrongState, novacron.CodeOf(err), "%v", err)
	}
	op := b.end(id)
	b.ends[kind+", "+how+", "+string(op.State)]++
	b.Logf("%s, %s: %s", kind, how, op.State)
	return op
}

// end waits for the end. What went on after a kill is canceled once it can be.
func (b *breaker) end(id novacron.OperationID) novacron.Operation {
	b.Helper()
	var op novacron.Operation
	require.Eventually(b, func() bool {
		var err error
		if op, err = b.client().Operation(b.Context(), id); err != nil {
			return false
		}
		if op.Cancelable {
			_, _ = b.client().Cancel(b.Context(), id, novacron.Mutation{})
		}
		return op.State.Final()
	}, 2*time.Minute, 20*time.Millisecond, "operation %s ends: %+v", id, op)
	op, err := b.client().WaitOperation(b.Context(), id, nil) // it holds nothing any more
	require.NoError(b, err)
	return op
}

// done waits for the success of what nobody disturbs.
func (b *breaker) done(op novacron.Operation, err error) novacron.Operation {
	b.Helper()
	return succeeded(b.T, b.client(), op, err)
}

func (b *breaker) vms() []novacron.VM {
	b.Helper()
	page, err := b.client().VMs(b.Context(), novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(b, err)
	return page.Items
}

func (b *breaker) snapshots(vm novacron.VMID) []novacron.Snapshot {
	b.Helper()
	page, err := b.client().Snapshots(b.Context(), vm, novacron.PageRequest{Limit: 1000})
	require.NoError(b, err)
	return page.Items
}

// needed are the files that VMs and their snapshots name, each with who does.
func (b *breaker) needed() map[string]string {
	b.Helper()
	files := map[string]string{}
	for _, vm := range b.vms() {
		for _, disk := range vm.Disks {
			for _, file := range append([]string{disk.Source}, disk.Backing...) {
				files[filepath.Base(file)] = vm.Name
			}
		}
		for _, s := range b.snapshots(vm.ID) {
			for _, disk := range s.Disks {
				files[filepath.Base(disk.Path)] = s.Name
			}
			for _, file := range []string{s.MemoryFile, s.FirmwareFile} {
				if file != "" {
					files[filepath.Base(file)] = s.Name
				}
			}
		}
	}
	return files
}

// whole holds what is on the disk to the records, and to qemu-img: every file is
// a volume of ours, something needs it or it is one of others, and what is needed is there.
func (b *breaker) whole(others ...string) {
	b.Helper()
	files := b.checked()
	needed := b.needed()
	for _, other := range others {
		needed[other] = "the test"
	}
	for file := range needed {
		require.Contains(b, files, file, "needed by %s", needed[file])
	}
	for _, file := range files {
		require.Contains(b, needed, file, "nothing needs it")
	}
	require.EventuallyWithT(b, func(t *assert.CollectT) {
		assert.ElementsMatch(t, files, b.volumes(), "no volume without a record, and none that is not there")
	}, time.Minute, 50*time.Millisecond)
	b.domains()
}

// volumes are the names of those that records name.
func (b *breaker) volumes() []string {
	b.Helper()
	page, err := b.client().Volumes(b.Context(), novacron.VolumeQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(b, err)
	names := []string{}
	for _, v := range page.Items {
		names = append(names, v.Name)
	}
	return names
}

// checked lets qemu-img judge every qcow2 file of the pool, in the world where
// the files that they lie on are, and returns the names of all files.
func (b *breaker) checked() []string {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(b.daemon.Outside(images), "*"))
	require.NoError(b, err)
	for i, file := range files {
		files[i] = filepath.Base(file)
		if head(b, file) != "QFI\xfb" {
			continue
		}
		out, err := b.daemon.Command("qemu-img", "check", "-q", "-f", "qcow2", images+"/"+files[i]).CombinedOutput()
		require.NoError(b, err, "qemu-img check %s: %s", files[i], out)
	}
	return files
}

// domains are those of the VMs and no other: none that merges files is left.
func (b *breaker) domains() {
	b.Helper()
	names := []string{}
	for _, vm := range b.vms() {
		names = append(names, vm.Name)
	}
	have := strings.Fields(b.daemon.Virsh("list", "--all", "--name"))
	slices.Sort(names)
	slices.Sort(have)
	require.Equal(b, names, have)
}

// holds requires that a disk's file, with what it lies on, has this content: a
// byte for each MiB.
func (b *breaker) holds(file, format string, content []byte) {
	b.Helper()
	args := []string{"-r", "-f", format}
	for at := 0; at < len(content); {
		end := at + 1
		for end < len(content) && content[end] == content[at] {
			end++
		}
		args = append(args, "-c", fmt.Sprintf("read -q -P %d %dM %dM", content[at], at, end-at))
		at = end
	}
	out, err := b.daemon.Command("qemu-io", append(args, file)...).CombinedOutput()
	require.NoError(b, err, "%s: %s", file, out)
	require.NotContains(b, string(out), "failed", file)
}
