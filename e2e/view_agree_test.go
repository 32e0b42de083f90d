package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// viewers are the programs that look at one libvirtd: NovaCron, virsh, the tools
// of virt-manager, and what cockpit-machines asks.
type viewers struct {
	*testing.T

	d    *kvmtest.Daemon
	c    *client.Client
	dbus *libvirtDBus
}

func newViewers(t *testing.T) *viewers {
	t.Helper()
	kvmtest.Require(t, "virt-install", "virt-xml", "dnsmasq")
	d := kvmtest.StartDaemon(t)
	c := serve(t, shortDir(t), d.URI()).Client()
	connected(t, c)
	return &viewers{T: t, d: d, c: c, dbus: startDBus(t, d)}
}

// agree requires that all show the same, after what was just done. What others
// did NovaCron may learn a moment later.
func (v *viewers) agree(what string) {
	v.Helper()
	theirs := byVirsh(v.T, v.d)
	require.Equal(v.T, theirs, v.dbus.view(), "%s: libvirt-dbus and virsh", what)
	require.EventuallyWithT(v.T, func(t *assert.CollectT) {
		assert.Equal(t, theirs, ours(v.T, v.c), "%s: ours and virsh", what)
	}, time.Minute, 200*time.Millisecond)
}

// tool runs one of virt-manager's tools, and returns what it prints.
func (v *viewers) tool(program string, args ...string) string {
	v.Helper()
	out, err := v.d.Command(program, append([]string{"--connect", v.d.URI()}, args...)...).CombinedOutput()
	require.NoError(v.T, err, "%s %v: %s", program, args, out)
	return string(out)
}

// change changes a VM with virt-xml.
func (v *viewers) change(vm string, args ...string) {
	v.Helper()
	v.tool("virt-xml", append([]string{vm}, args...)...)
	v.agree("virt-xml " + vm + " " + args[len(args)-1])
}

func (v *viewers) done(what string, op novacron.Operation, err error) novacron.Operation {
	v.Helper()
	op = succeeded(v.T, v.c, op, err)
	v.agree(what)
	return op
}

func (v *viewers) named(name string) novacron.VM {
	v.Helper()
	page, err := v.c.VMs(v.Context(), novacron.VMQuery{Name: name})
	require.NoError(v.T, err)
	require.Len(v.T, page.Items, 1)
	return page.Items[0]
}

// world makes a pool and two networks, one by each.
func (v *viewers) world() {
	v.Helper()
	op, err := v.c.CreatePool(v.Context(), novacron.CreatePool{Name: "default", TargetPath: images})
	v.done("our pool", op, err)
	v.d.Virsh("pool-define-as", "theirs", "dir", "--target", images+"-theirs")
	v.agree("their pool, stopped")
	v.d.Virsh("pool-build", "theirs")
	v.d.Virsh("pool-start", "theirs")
	v.d.Virsh("vol-create-as", "theirs", "plain.raw", "3M", "--format", "raw")
	v.agree("their pool, with a volume")
	v.d.Virsh("net-define", "/usr/share/libvirt/networks/default.xml")
	v.agree("their network")
	op, err = v.c.CreateNetwork(v.Context(), novacron.CreateNetwork{Name: "lab", Mode: novacron.NetworkIsolated, Bridge: "lab0"})
	v.done("our network", op, err)
}

// What virt-install makes and virt-xml changes is what NovaCron, virsh and
// cockpit-machines show, after each step, of VMs that run and that do not.
func TestOthersChangeAndAllAgree(t *testing.T) {
	v := newViewers(t)
	v.world()
	v.tool("virt-install", "--name", "theirs", "--memory", "128", "--vcpus", "2,maxvcpus=4", "--virt-type", "qemu",
		"--osinfo", "detect=on,require=off", "--disk", "size=0.01,bus=virtio", "--network", "network=lab,model=virtio",
		"--graphics", "none", "--import", "--noautoconsole", "--wait", "0")
	v.agree("virt-install")
	require.Equal(t, novacron.VMRunning, v.named("theirs").State)

	// Live, and for the next start.
	v.change("theirs", "--update", "--add-device", "--disk", "pool=theirs,size=0.01,target.dev=vdb,target.bus=virtio")
	v.change("theirs", "--update", "--add-device", "--network", "network=lab,model=virtio,mac=52:54:00:aa:bb:01")
	v.change("theirs", "--update", "--edit", "mac=52:54:00:aa:bb:01", "--network", "link.state=down")
	v.change("theirs", "--update", "--remove-device", "--disk", "target.dev=vdb")
	v.change("theirs", "--update", "--remove-device", "--network", "mac=52:54:00:aa:bb:01")

	// For the next start alone: ours says what waits.
	v.change("theirs", "--edit", "--memory", "192,currentMemory=192")
	v.change("theirs", "--edit", "--vcpus", "3,maxvcpus=6")
	v.change("theirs", "--edit", "target=vda", "--disk", "boot.order=1")
	require.Eventually(t, func() bool { return len(v.named("theirs").Pending) >= 3 }, time.Minute, 100*time.Millisecond, "%+v", v.named("theirs").Pending)
	v.d.Virsh("destroy", "theirs")
	v.agree("virsh destroy")
	vm := v.named("theirs")
	require.Equal(t, 3, vm.VCPUs)
	require.Equal(t, uint64(192<<20), vm.MemoryBytes)
	require.Equal(t, 1, vm.Disks[0].BootOrder)
	require.Empty(t, vm.Pending)

	// Of a VM that is off.
	v.change("theirs", "--edit", "--vcpus", "1,maxvcpus=2")
	v.change("theirs", "--edit", "--memory", "256,maxmemory=256")
	v.change("theirs", "--add-device", "--disk", "device=cdrom,target.bus=sata")
	v.change("theirs", "--add-device", "--network", "network=lab,model=e1000e,boot.order=2")
	v.change("theirs", "--remove-device", "--network", "1")
	v.d.Virsh("autostart", "theirs")
	v.agree("virsh autostart")
	v.d.Virsh("snapshot-create-as", "theirs", "by-virsh", "--disk-only")
	v.d.Virsh("pool-refresh", "default") // QEMU's new file is no volume to libvirt before
	v.agree("virsh snapshot-create-as")
	v.d.Virsh("start", "theirs")
	v.d.Virsh("suspend", "theirs")
	v.agree("virsh suspend")
	v.d.Virsh("snapshot-delete", "theirs", "by-virsh", "--metadata")
	v.agree("virsh snapshot-delete")
	v.d.Virsh("destroy", "theirs")
	v.d.Virsh("undefine", "theirs", "--nvram")
	v.agree("virsh undefine")
}

// What NovaCron makes and changes is what virsh, cockpit-machines and
// virt-manager's tools see.
func TestOursChangesAndAllAgree(t *testing.T) {
	v := newViewers(t)
	v.world()
	ctx := t.Context()
	op, err := v.c.CreateVM(ctx, novacron.CreateVM{
		Name: "ours", MemoryBytes: 128 << 20, VCPUs: 2, NICs: []novacron.CreateNIC{{Network: "lab"}},
		Disks: []novacron.CreateDisk{{SizeBytes: 8 << 20}, {SizeBytes: 4 << 20, Format: "raw", Pool: "theirs"}},
	})
	id := novacron.VMID(v.done("create", op, err).Target.ID)
	v.seenByTools(id)

	for _, running := range []bool{false, true} {
		if running {
			op, err = v.c.PowerVM(ctx, id, novacron.PowerRequest{Verb: novacron.PowerStart})
			v.done("start", op, err)
		}
		op, err = v.c.AddDisk(ctx, id, novacron.AddDisk{Disk: novacron.CreateDisk{SizeBytes: 4 << 20}})
		v.done("add a disk", op, err)
		op, err = v.c.AddNIC(ctx, id, novacron.AddNIC{NIC: novacron.CreateNIC{Network: "lab"}})
		v.done("add a NIC", op, err)
		vm := v.named("ours")
		down := true
		op, err = v.c.ChangeNIC(ctx, id, vm.NICs[1].MAC, novacron.ChangeNIC{LinkDown: &down})
		v.done("pull the cable", op, err)
		op, err = v.c.RemoveNIC(ctx, id, vm.NICs[1].MAC, novacron.RemoveNIC{})
		require.NoError(t, err)
		removal := finished(t, v.c, op.ID) // a guest without a driver does not let go of it
		v.agree("remove a NIC: " + string(removal.State))
		vcpus, memory := 1, uint64(160<<20)
		_, err = v.c.UpdateVM(ctx, id, novacron.VMUpdate{VCPUs: &vcpus, MemoryBytes: &memory})
		require.NoError(t, err)
		v.agree("vcpus and memory")
		order := []string{vm.NICs[0].MAC, "vda"}
		op, err = v.c.ChangeHardware(ctx, id, novacron.ChangeHardware{BootOrder: &order})
		v.done("boot order", op, err)
		v.seenByTools(id)
	}
	for _, name := range []string{"one", "two"} {
		op, err = v.c.CreateSnapshot(ctx, id, novacron.CreateSnapshot{Name: name, Memory: name == "two"})
		v.done("snapshot "+name, op, err)
	}
	op, err = v.c.RevertSnapshot(ctx, id, "one", novacron.RevertSnapshot{Force: true})
	v.done("revert", op, err)
	op, err = v.c.DeleteSnapshot(ctx, id, "two", novacron.DeleteSnapshot{})
	v.done("delete a snapshot", op, err)
	v.seenByTools(id)
	op, err = v.c.DeleteVM(ctx, id, novacron.DeleteVM{Volumes: true, Force: true})
	v.done("delete", op, err)
}

// seenByTools requires that virt-xml finds our disks and NICs and changes nothing
// but what it is asked to, and that virt-install knows that they are in use.
func (v *viewers) seenByTools(id novacron.VMID) {
	v.Helper()
	vm, err := v.c.VM(v.Context(), id)
	require.NoError(v.T, err)
	for _, disk := range vm.Disks {
		diff := v.tool("virt-xml", vm.Name, "--edit", "target="+disk.Device, "--disk", "serial=judge", "--print-diff")
		changedAlone(v.T, diff, "<serial>judge</serial>")
		out, err := v.d.Command("virt-install", "--connect", v.d.URI(), "--name", "thief", "--memory", "64", "--disk", disk.Source,
			"--import", "--osinfo", "detect=on,require=off", "--dry-run", "--print-xml").CombinedOutput()
		require.Error(v.T, err, "%s", out)
		require.Contains(v.T, string(out), "in use by other guests ['"+vm.Name+"']")
	}
	for _, nic := range vm.NICs {
		diff := v.tool("virt-xml", vm.Name, "--edit", "mac="+nic.MAC, "--network", "mtu.size=1400", "--print-diff")
		changedAlone(v.T, diff, `<mtu size="1400"/>`)
	}
	text := v.tool("virt-xml", vm.Name, "--edit", "--metadata", "title=seen", "--print-xml")
	var seen seenVM
	seen.fill(v.T, text)
	require.Equal(v.T, vm.Name, seen.Name)
}

// changedAlone requires that a diff adds one line and takes none.
func changedAlone(t *testing.T, diff, line string) {
	t.Helper()
	var changed []string
	for one := range strings.Lines(diff) {
		header := strings.HasPrefix(one, "+++") || strings.HasPrefix(one, "---")
		if !header && (strings.HasPrefix(one, "+") || strings.HasPrefix(one, "-")) {
			changed = append(changed, one)
		}
	}
	require.Len(t, changed, 1, "%s", diff)
	require.Contains(t, changed[0], line)
}
