package kvm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// TestSavedAsItGoesOn: a saved VM is shown as it goes on, and what was changed
// since as pending; what people call it holds at once.
func TestSavedAsItGoesOn(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "saved", nil)
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	require.NoError(t, p.Save(t.Context(), id))
	two, title, labels := 2, "While it slept", map[string]string{"a": "b"}
	_, err := p.Edit(t.Context(), id, hypervisor.Edit{VCPUs: &two, Title: &title, Labels: &labels})
	require.NoError(t, err)
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1, vm.VCPUs)
	require.Equal(t, []novacron.Change{{Field: "vcpus", From: "1", To: "2", Applied: novacron.AppliedNextStart}}, vm.Pending)
	require.Equal(t, title, vm.Title)
	require.Equal(t, labels, vm.Labels)
	require.True(t, vm.Managed)
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	vm, err = p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 1, vm.VCPUs)
	require.NoError(t, p.PowerOff(t.Context(), id))
	vm, err = p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 2, vm.VCPUs)
	require.Empty(t, vm.Pending)
}

// TestModular speaks with modular daemons: real ones in make test-modular, else
// their sockets in front of a libvirtd that speaks for each of them.
func TestModular(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	dir := filepath.Dir(d.Socket())
	for _, name := range []string{"virtqemud-sock", "virtstoraged-sock", "virtnetworkd-sock"} {
		if d.Modular() {
			continue
		}
		require.NoError(t, os.Symlink(d.Socket(), filepath.Join(dir, name)))
	}
	opts := kvm.Options{URI: "qemu:///system?socket=" + filepath.Join(dir, "virtqemud-sock"), Accel: kvm.AccelTCG}
	p := connected(t, opts)
	id := create(t, p, "modular", func(req *novacron.CreateVM) { req.Disks = []novacron.CreateDisk{{SizeBytes: 1 << 20}} })
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	ref, err := p.FindVolume(t.Context(), vm.Disks[0].Source)
	require.NoError(t, err)
	require.Equal(t, hypervisor.VolumeRef{Pool: "default", Volume: "modular-vda-" + string(id)[:8] + ".qcow2"}, ref)
	require.NoError(t, p.DeleteVolume(t.Context(), ref))
	if d.Modular() {
		storageAlone(t, d, p)
	}

	for _, c := range kvm.Doctor(t.Context(), opts) {
		if strings.HasSuffix(c.Name, " socket") {
			require.Equal(t, "ok", c.Status, "%+v", c)
		}
	}
}

// storageAlone kills the storage daemon: VMs are seen and can be operated, and
// volumes are there again when it is.
func storageAlone(t *testing.T, d *kvmtest.Daemon, p *kvm.Provider) {
	t.Helper()
	d.KillProgram("virtstoraged")
	volume := novacron.Disk{Pool: "default", Volume: "later.raw", Format: "raw", SizeBytes: 1 << 20}
	_, err := p.EnsureVolume(t.Context(), volume)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
	require.NoError(t, p.List(t.Context(), func(novacron.VM) error { return nil }))
	require.True(t, p.Info().Connected)
	d.Restart()
	require.Eventually(t, func() bool {
		_, err = p.EnsureVolume(t.Context(), volume)
		return err == nil
	}, waitLong, tick)
}
