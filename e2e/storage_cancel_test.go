package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// cancels ends uploads, copies, conversions and resizes at random moments, by
// canceling them, by breaking the connection, and by killing the appliance.
type cancels struct {
	t      *testing.T
	rng    *rand.Rand
	daemon *kvmtest.Daemon
	dir    string
	p      *process.Process
	raw    novacron.Volume
	qcow2  novacron.Volume
	states map[novacron.OperationState]int
}

// cancelRounds is 100 as the promise asks with NOVACRON_CANCELS=100, and 12 else.
func cancelRounds(t *testing.T) (rounds int, seed uint64) {
	t.Helper()
	rounds, seed = 12, uint64(time.Now().UnixNano())
	var err error
	if s := os.Getenv("NOVACRON_CANCELS"); s != "" {
		rounds, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	if s := os.Getenv("NOVACRON_SEED"); s != "" {
		seed, err = strconv.ParseUint(s, 10, 64)
		require.NoError(t, err)
	}
	return rounds, seed
}

// After every cancel each volume is whole, and none is left that no record names.
func TestStorageCanceledAtAnyPoint(t *testing.T) {
	rounds, seed := cancelRounds(t)
	t.Logf("seed %d, %d rounds; NOVACRON_SEED=%d repeats them", seed, rounds, seed)
	kvmtest.Require(t, "qemu-img", "qemu-io")
	c := &cancels{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), daemon: kvmtest.StartDaemon(t), dir: shortDir(t), states: map[novacron.OperationState]int{},
	}
	c.start()
	defaultPool(t, c.p.Client())
	content := make([]byte, 96<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	c.raw = upload(t, c.p.Client(), "source.raw", "raw", content)
	op, err := c.p.Client().CopyVolume(t.Context(), c.raw.ID, novacron.CopyVolume{Name: "source.qcow2", Format: "qcow2"})
	op = succeeded(t, c.p.Client(), op, err)
	c.qcow2, err = c.p.Client().Volume(t.Context(), novacron.VolumeID(op.Target.ID))
	require.NoError(t, err)
	for round := range rounds {
		c.round(round, content)
		c.whole()
	}
	t.Logf("%v", c.states)
}

func (c *cancels) start() {
	c.p = serve(c.t, c.dir, c.daemon.URI())
	connected(c.t, c.p.Client())
}

// round begins something, ends it after a random while, and waits for its end.
func (c *cancels) round(round int, content []byte) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	id := c.begin(ctx, c.p.Client(), round, content)
	timer := time.NewTimer(time.Duration(c.rng.IntN(600)) * time.Millisecond) // the point of the test: any moment
	<-timer.C
	if c.rng.IntN(6) == 0 {
		c.p.Kill()
		c.start()
	} else {
		cancel()
	}
	// Too late, or at a step that cannot be canceled, is an answer, too.
	_, err := c.p.Client().Cancel(c.t.Context(), id, novacron.Mutation{})
	if err != nil {
		require.Equal(c.t, novacron.WrongState, novacron.CodeOf(err), "%v", err)
	}
	c.end(id)
}

// end waits for the end. What went on after a kill is canceled once it can be.
func (c *cancels) end(id novacron.OperationID) {
	c.t.Helper()
	var op novacron.Operation
	require.Eventually(c.t, func() bool {
		var err error
		if op, err = c.p.Client().Operation(c.t.Context(), id); err != nil {
			return false
		}
		if op.Cancelable {
			_, _ = c.p.Client().Cancel(c.t.Context(), id, novacron.Mutation{})
		}
		return op.State.Final()
	}, 2*time.Minute, 20*time.Millisecond, "operation %s ends: %+v", id, op)
	c.states[op.State]++
}

// begin begins one of the five, and returns its operation.
func (c *cancels) begin(ctx context.Context, cl *client.Client, round int, content []byte) novacron.OperationID {
	c.t.Helper()
	name := fmt.Sprintf("round-%d", round)
	var op novacron.Operation
	var err error
	switch c.rng.IntN(5) {
	case 0:
		return c.upload(ctx, cl, name, content)
	case 1:
		op, err = cl.CopyVolume(c.t.Context(), c.raw.ID, novacron.CopyVolume{Name: name})
	case 2:
		op, err = cl.CopyVolume(c.t.Context(), c.qcow2.ID, novacron.CopyVolume{Name: name})
	case 3:
		op, err = cl.CopyVolume(c.t.Context(), c.raw.ID, novacron.CopyVolume{Name: name, Format: "qcow2"})
	default:
		v, showErr := cl.Volume(c.t.Context(), c.qcow2.ID)
		require.NoError(c.t, showErr)
		op, err = cl.ResizeVolume(c.t.Context(), v.ID, novacron.ResizeVolume{CapacityBytes: v.CapacityBytes + 1<<20})
	}
	require.NoError(c.t, err)
	return op.ID
}

// upload sends the content from a goroutine; its connection ends with ctx.
func (c *cancels) upload(ctx context.Context, cl *client.Client, name string, content []byte) novacron.OperationID {
	c.t.Helper()
	up, err := cl.CreateUpload(c.t.Context(), novacron.CreateUpload{Pool: "default", Name: name, SizeBytes: uint64(len(content))})
	require.NoError(c.t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = cl.WriteUpload(ctx, up.ID, 0, io.MultiReader(bytes.NewReader(content)))
	}()
	c.t.Cleanup(func() { <-done })
	return up.ID
}

// whole holds what is on the disk to the records, and to qemu-img.
func (c *cancels) whole() {
	c.t.Helper()
	folder := c.daemon.Outside(images)
	check(c.t, folder)
	page, err := c.p.Client().Volumes(c.t.Context(), novacron.VolumeQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(c.t, err)
	names := []string{}
	for _, v := range page.Items {
		names = append(names, v.Name)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(c.t, err)
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	require.ElementsMatch(c.t, files, names, "no volume without a record, and none that is not there")
	for _, v := range page.Items { // make room
		if v.ID != c.raw.ID && v.ID != c.qcow2.ID {
			op, err := c.p.Client().DeleteVolume(c.t.Context(), v.ID, novacron.Mutation{})
			succeeded(c.t, c.p.Client(), op, err)
		}
	}
}
