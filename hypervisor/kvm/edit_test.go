package kvm_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// TestTopology: vCPUs that somebody's CPU topology has no room for are refused
// before anything is changed; those it has room for are given.
func TestTopology(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "grouped", func(req *novacron.CreateVM) { req.Title, req.VCPUs = "Before", 4 })
	file := filepath.Join(d.Dir(), "grouped.xml")
	text := strings.Replace(d.Virsh("dumpxml", "--inactive", "grouped"), "</cpu>", "<topology sockets='1' cores='2' threads='2'/></cpu>", 1)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	d.Virsh("define", file)
	require.Contains(t, d.Virsh("dumpxml", "grouped"), "<topology")

	before, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	title, memory, five := "After", uint64(256<<20), 5
	edit := hypervisor.Edit{Title: &title, MemoryBytes: &memory, VCPUs: &five}
	_, err = p.PlanEdit(t.Context(), id, edit)
	require.Equal(t, novacron.Unsupported, novacron.CodeOf(err), "%v", err)
	_, err = p.Edit(t.Context(), id, edit)
	require.Equal(t, novacron.Unsupported, novacron.CodeOf(err), "%v", err)
	after, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, before, after)

	for _, n := range []int{2, 3, 4} {
		edit.VCPUs = &n
		_, err = p.Edit(t.Context(), id, edit)
		require.NoError(t, err, "%d vcpus", n)
		after, err = p.VM(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, n, after.VCPUs)
		require.Equal(t, title, after.Title)
	}
	require.Contains(t, d.Virsh("dumpxml", "grouped"), "<topology", "it is as somebody made it")
}

// TestVCPULimit: more vCPUs than the machine takes are refused at once.
func TestVCPULimit(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromString(d.Virsh("domcapabilities", "--virttype", "qemu", "--machine", "q35")))
	most, err := strconv.Atoi(doc.FindElement("//vcpu").SelectAttrValue("max", ""))
	require.NoError(t, err)
	more := most + 1
	req := novacron.CreateVM{Name: "many", NICs: []novacron.CreateNIC{}, VCPUs: more}
	_, err = p.Complete(t.Context(), newID(), req)
	requireField(t, "vcpus", err)
	req.VCPUs = most
	_, err = p.Complete(t.Context(), newID(), req)
	require.NoError(t, err)

	id := create(t, p, "many", nil)
	_, err = p.PlanEdit(t.Context(), id, hypervisor.Edit{VCPUs: &more})
	requireField(t, "vcpus", err)
	_, err = p.Edit(t.Context(), id, hypervisor.Edit{VCPUs: &more})
	requireField(t, "vcpus", err)
}
