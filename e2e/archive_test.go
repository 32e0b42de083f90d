package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// bootable makes a VM whose disk boots by itself and knows a word.
func bootable(t *testing.T, d *kvmtest.Daemon, c *client.Client, name, word string) novacron.VM {
	t.Helper()
	kvmtest.Require(t, "mke2fs", "grub-mkimage", "qemu-img")
	path := "/var/lib/libvirt/images/" + name + ".qcow2"
	require.NoError(t, guestimage.Disk(t.Context(), kvmtest.Guest(t), "novacron.heartbeat=0 word="+word, d.Outside(path)))
	d.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images")
	d.Virsh("pool-start", "default")
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: name, MemoryBytes: guestimage.MemoryBytes, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{Source: path}},
	})
	op = succeeded(t, c, op, err)
	return vmOf(t, c, op)
}

func vmOf(t *testing.T, c *client.Client, op novacron.Operation) novacron.VM {
	t.Helper()
	vm, err := c.VM(t.Context(), novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	return vm
}

// boots starts a VM, and expects that its guest knows the word.
func boots(t *testing.T, c *client.Client, id novacron.VMID, word string) {
	t.Helper()
	op, err := c.PowerVM(t.Context(), id, novacron.PowerRequest{Verb: novacron.PowerStart})
	succeeded(t, c, op, err)
	term := openTerminal(t, c, id)
	term.expect(guestimage.Ready, 2*time.Minute)
	term.expect("# ", time.Minute)
	require.Contains(t, term.run("cat /proc/cmdline"), "word="+word)
	op, err = c.PowerVM(t.Context(), id, novacron.PowerRequest{Verb: novacron.PowerOff})
	succeeded(t, c, op, err)
}

func deleted(t *testing.T, c *client.Client, id novacron.VMID) {
	t.Helper()
	op, err := c.DeleteVM(t.Context(), id, novacron.DeleteVM{Volumes: true})
	succeeded(t, c, op, err)
}

// A VM that was exported, deleted and imported boots again; so do its clones,
// full and linked; and nothing is left of any of them in the end.
func TestExportedAndClonedVMsBoot(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	p := serve(t, shortDir(t), d.URI())
	c := p.Client()
	connected(t, c)
	vm := bootable(t, d, c, "web-1", "plum")

	file := filepath.Join(t.TempDir(), "web-1.ova")
	out, err := os.Create(file)
	require.NoError(t, err)
	id, err := c.ExportVM(t.Context(), vm.ID, out)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	succeeded(t, c, novacron.Operation{ID: id}, nil)
	deleted(t, c, vm.ID)

	data, err := os.ReadFile(file)
	require.NoError(t, err)
	up, err := c.CreateUpload(t.Context(), novacron.CreateUpload{Pool: "default", Name: "web-1.ova", Format: "raw", SizeBytes: uint64(len(data))})
	require.NoError(t, err)
	_, err = c.WriteUpload(t.Context(), up.ID, 0, strings.NewReader(string(data)))
	require.NoError(t, err)
	succeeded(t, c, novacron.Operation{ID: up.ID}, nil)
	op, err := c.ImportVM(t.Context(), novacron.ImportVM{SourcePool: "default", SourceVolume: "web-1.ova", DeleteSource: true})
	back := vmOf(t, c, succeeded(t, c, op, err))
	require.NotEqual(t, vm.ID, back.ID)
	boots(t, c, back.ID, "plum")

	op, err = c.CloneVM(t.Context(), back.ID, novacron.CloneVM{Name: "full"})
	full := vmOf(t, c, succeeded(t, c, op, err))
	op, err = c.MarkTemplate(t.Context(), back.ID, novacron.MarkTemplate{Template: true})
	succeeded(t, c, op, err)
	_, err = c.PowerVM(t.Context(), back.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err))
	op, err = c.CloneVM(t.Context(), back.ID, novacron.CloneVM{Name: "linked", Linked: true, CloudInit: &novacron.CloudInit{User: "ada"}})
	linked := vmOf(t, c, succeeded(t, c, op, err))
	boots(t, c, linked.ID, "plum")
	require.Contains(t, d.Virsh("dumpxml", "web-1"), `template="yes"`)

	for _, id := range []novacron.VMID{linked.ID, back.ID} { // full stands alone
		deleted(t, c, id)
	}
	boots(t, c, full.ID, "plum")
	deleted(t, c, full.ID)
	d.Virsh("pool-refresh", "default")
	require.NotContains(t, d.Virsh("vol-list", "default"), "/images/")
}
