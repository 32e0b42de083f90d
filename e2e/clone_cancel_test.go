package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// clones breaks off clones, exports and imports of VMs.
type clones struct {
	*breaker

	source   novacron.VM // with a qcow2 and a raw disk
	template novacron.VM
	content  disks // of both
}

// archive is the volume that VMs are imported from.
const archive = "source.ova"

// After every cancel, broken connection and crash of a clone, an export or an
// import there is the whole of what was made, which starts and holds what its
// original does, or nothing.
func TestClonesCanceledAtAnyPoint(t *testing.T) {
	rounds, seed := cancelRounds(t, 4)
	c := &clones{breaker: newBreaker(t, seed), content: disks{make([]byte, 64), make([]byte, 40)}}
	for _, disk := range c.content {
		for i := range disk {
			disk[i] = byte(1 + c.rng.IntN(250))
		}
	}
	c.source, c.template = c.original("source"), c.original("template")
	op, err := c.client().MarkTemplate(t.Context(), c.template.ID, novacron.MarkTemplate{Template: true})
	c.done(op, err)
	var file bytes.Buffer
	id, err := c.client().ExportVM(t.Context(), c.source.ID, &file)
	c.done(novacron.Operation{ID: id}, err)
	upload(t, c.client(), archive, "raw", file.Bytes())
	for round := range rounds {
		c.round(fmt.Sprintf("round-%d", round))
		c.judge()
	}
}

// original makes a VM with the content.
func (c *clones) original(name string) novacron.VM {
	c.Helper()
	guest := kvmtest.Guest(c.T)
	op, err := c.client().CreateVM(c.Context(), novacron.CreateVM{
		Name: name, MemoryBytes: guestimage.MemoryBytes, NICs: []novacron.CreateNIC{},
		Disks: []novacron.CreateDisk{{SizeBytes: 64 << 20}, {SizeBytes: 40 << 20, Format: "raw"}},
		Boot:  &novacron.DirectBoot{Kernel: guest.Kernel, Initrd: guest.Initrd, Cmdline: guest.Cmdline},
	})
	vm := vmOf(c.T, c.client(), c.done(op, err))
	for i, disk := range vm.Disks {
		args := []string{"-f", disk.Format}
		for at, b := range c.content[i] {
			args = append(args, "-c", fmt.Sprintf("write -q -P %d %dM 1M", b, at))
		}
		out, err := c.daemon.Command("qemu-io", append(args, disk.Source)...).CombinedOutput()
		require.NoError(c, err, "%s", out)
	}
	return vm
}

// round breaks one thing off.
func (c *clones) round(name string) {
	c.Helper()
	kind := "full clone"
	var op novacron.Operation
	var err error
	switch c.rng.IntN(5) {
	case 0:
		op, err = c.client().CloneVM(c.Context(), c.source.ID, novacron.CloneVM{Name: name})
	case 1:
		kind = "full clone of a template"
		op, err = c.client().CloneVM(c.Context(), c.template.ID, novacron.CloneVM{Name: name, CloudInit: &novacron.CloudInit{User: "ada"}})
	case 2:
		kind = "linked clone"
		op, err = c.client().CloneVM(c.Context(), c.template.ID, novacron.CloneVM{Name: name, Linked: true})
	case 3:
		kind = "import"
		op, err = c.client().ImportVM(c.Context(), novacron.ImportVM{SourcePool: "default", SourceVolume: archive, Name: name})
	default:
		c.export()
		return
	}
	require.NoError(c, err)
	usual := 600 * time.Millisecond
	if kind == "linked clone" {
		usual /= 4
	}
	op = c.breakOff(kind, op.ID, usual, func() {})
	require.NotEqual(c, novacron.OperationFailed, op.State, "%+v", op.Error)
	require.Equal(c, op.State == novacron.OperationSucceeded,
		slices.ContainsFunc(c.vms(), func(vm novacron.VM) bool { return vm.Name == name }), "%s is whole or not there", name)
}

// export breaks off an export: its reader goes away, somebody cancels it, or the
// appliance dies. Whoever reads is told that the file is not whole.
func (c *clones) export() {
	c.Helper()
	ctx, hangUp := context.WithCancel(c.Context())
	defer hangUp()
	before := c.newest()
	var read error
	var reader sync.WaitGroup
	client := c.client()
	reader.Go(func() { _, read = client.ExportVM(ctx, c.source.ID, io.Discard) })
	var op novacron.OperationID
	require.Eventually(c, func() bool { op = c.newest(); return op != before }, time.Minute, time.Millisecond)
	if c.rng.IntN(2) == 0 {
		c.breakOff("export", op, 600*time.Millisecond, func() {})
	} else {
		c.breakOff("export without a reader", op, 600*time.Millisecond, hangUp)
	}
	reader.Wait()
	ended, err := c.client().Operation(c.Context(), op)
	require.NoError(c, err)
	switch {
	case ended.State == novacron.OperationSucceeded:
	case ended.Error != nil: // nobody reads any more
		require.Contains(c, []novacron.Code{novacron.Canceled, novacron.Unavailable}, ended.Error.Code, "%+v", ended.Error)
		fallthrough
	default:
		require.Error(c, read, "the file is not whole: %+v", ended)
	}
}

// newest is the last operation on the source.
func (c *clones) newest() novacron.OperationID {
	page, err := c.client().Operations(c.Context(), novacron.OperationQuery{TargetID: string(c.source.ID), PageRequest: novacron.PageRequest{Limit: 1}})
	if err != nil || len(page.Items) == 0 {
		return ""
	}
	return page.Items[0].ID
}

// judge looks at everything, lets what was made start, and removes it.
func (c *clones) judge() {
	c.Helper()
	c.whole(archive)
	for _, vm := range c.vms() {
		for i, content := range c.content {
			c.holds(vm.Disks[i].Source, vm.Disks[i].Format, content)
		}
		if vm.ID == c.source.ID || vm.ID == c.template.ID {
			continue
		}
		op, err := c.client().PowerVM(c.Context(), vm.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
		c.done(op, err)
		op, err = c.client().DeleteVM(c.Context(), vm.ID, novacron.DeleteVM{Volumes: true, Force: true})
		c.done(op, err)
		c.whole(archive)
	}
}
