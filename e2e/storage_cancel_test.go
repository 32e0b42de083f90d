package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

// cancels ends uploads, copies, conversions and resizes at random moments.
type cancels struct {
	*breaker

	raw   novacron.Volume
	qcow2 novacron.Volume
}

// After every cancel each volume is whole, and none is left that no record names.
func TestStorageCanceledAtAnyPoint(t *testing.T) {
	rounds, seed := cancelRounds(t, 12)
	c := &cancels{breaker: newBreaker(t, seed)}
	content := make([]byte, 96<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	c.raw = upload(t, c.client(), "source.raw", "raw", content)
	op, err := c.client().CopyVolume(t.Context(), c.raw.ID, novacron.CopyVolume{Name: "source.qcow2", Format: "qcow2"})
	op = c.done(op, err)
	c.qcow2, err = c.client().Volume(t.Context(), novacron.VolumeID(op.Target.ID))
	require.NoError(t, err)
	for round := range rounds {
		c.round(round, content)
		c.whole()
	}
}

// round begins something, ends it after a random while, and waits for its end.
func (c *cancels) round(round int, content []byte) {
	c.Helper()
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	kind, id := c.begin(ctx, c.client(), round, content)
	c.breakOff(kind, id, 600*time.Millisecond, cancel)
}

// begin begins one of the five, and returns its name and operation.
func (c *cancels) begin(ctx context.Context, cl *client.Client, round int, content []byte) (string, novacron.OperationID) {
	c.Helper()
	name := fmt.Sprintf("round-%d", round)
	var op novacron.Operation
	var err error
	kind := "copy"
	switch c.rng.IntN(5) {
	case 0:
		return "upload", c.upload(ctx, cl, name, content)
	case 1:
		op, err = cl.CopyVolume(c.Context(), c.raw.ID, novacron.CopyVolume{Name: name})
	case 2:
		op, err = cl.CopyVolume(c.Context(), c.qcow2.ID, novacron.CopyVolume{Name: name})
	case 3:
		kind = "convert"
		op, err = cl.CopyVolume(c.Context(), c.raw.ID, novacron.CopyVolume{Name: name, Format: "qcow2"})
	default:
		kind = "resize"
		v, showErr := cl.Volume(c.Context(), c.qcow2.ID)
		require.NoError(c, showErr)
		op, err = cl.ResizeVolume(c.Context(), v.ID, novacron.ResizeVolume{CapacityBytes: v.CapacityBytes + 1<<20})
	}
	require.NoError(c, err)
	return kind, op.ID
}

// upload sends the content from a goroutine; its connection ends with ctx.
func (c *cancels) upload(ctx context.Context, cl *client.Client, name string, content []byte) novacron.OperationID {
	c.Helper()
	up, err := cl.CreateUpload(c.Context(), novacron.CreateUpload{Pool: "default", Name: name, SizeBytes: uint64(len(content))})
	require.NoError(c, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = cl.WriteUpload(ctx, up.ID, 0, io.MultiReader(bytes.NewReader(content)))
	}()
	c.Cleanup(func() { <-done })
	return up.ID
}

// whole looks at everything, and makes room.
func (c *cancels) whole() {
	c.Helper()
	page, err := c.client().Volumes(c.Context(), novacron.VolumeQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(c, err)
	names := []string{}
	for _, v := range page.Items {
		names = append(names, v.Name)
	}
	c.breaker.whole(names...)
	for _, v := range page.Items {
		if v.ID != c.raw.ID && v.ID != c.qcow2.ID {
			op, err := c.client().DeleteVolume(c.Context(), v.ID, novacron.Mutation{})
			c.done(op, err)
		}
	}
}
