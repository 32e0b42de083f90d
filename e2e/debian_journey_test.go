package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// journey is what happens to one Debian guest.
type journey struct {
	inside

	hand *hand
	vm   novacron.VMID
}

// A Debian guest with cloud-init and qemu-guest-agent, from the image that a
// person uploads to the archive that it comes back from. Every step is looked
// at inside the guest, and those of a person are done in a browser.
func TestDebianJourney(t *testing.T) {
	image := os.Getenv("NOVACRON_GUEST")
	if image == "" {
		t.Skip("boots a Debian for minutes: make test-guest")
	}
	kvmtest.Require(t, "dnsmasq", "iptables", "xorriso")
	d := kvmtest.StartDaemon(t)
	p, hand := serveWithPages(t, d.URI())
	j := &journey{inside: inside{t: t, d: d, c: p.Client()}, hand: hand}
	defaultPool(t, j.c)
	op, err := j.c.CreateNetwork(t.Context(), novacron.CreateNetwork{Name: "default", Domain: "lab.internal"})
	succeeded(t, j.c, op, err)

	j.step("import the image", func() { hand.does("importImage", told{"file": image, "name": "debian-12"}, nil) })
	j.step("create it in the wizard", j.create)
	j.step("boot", j.boot)
	j.step("hardware", j.hardware)
	j.step("snapshot and return", j.snapshot)
	j.step("clone", j.clone)
	j.step("export and import", j.archive)
}

func (j *journey) step(name string, do func()) {
	j.t.Helper()
	began := time.Now()
	do()
	j.t.Logf("%s: %s", name, time.Since(began).Round(100*time.Millisecond))
}

// done waits for an operation to succeed; copies of disks take their time.
func (j *journey) done(op novacron.Operation, err error) novacron.Operation {
	j.t.Helper()
	require.NoError(j.t, err)
	for range 5 {
		if op, err = j.c.WaitOperation(j.t.Context(), op.ID, nil); err == nil && op.State.Final() {
			break
		}
	}
	require.NoError(j.t, err)
	require.Equal(j.t, novacron.OperationSucceeded, op.State, "%s: %+v", op.Kind, op.Error)
	return op
}

func (j *journey) read(id novacron.VMID) novacron.VM {
	j.t.Helper()
	vm, err := j.c.VM(j.t.Context(), id)
	require.NoError(j.t, err)
	return vm
}

// create chooses name, image and key; and the page shows the address that DHCP
// gives, then the one that the guest tells.
func (j *journey) create() {
	var public string
	j.key, public = keyPair(j.t)
	j.hand.does("createVM", told{"name": "edge-1", "image": "debian-12", "sshKey": public}, &j.vm)
	require.Equal(j.t, "edge-1", j.read(j.vm).Name)
}

func (j *journey) boot() {
	var leased, said string
	j.hand.does("seesAddress", told{"vm": j.vm, "source": "DHCP lease"}, &leased)
	j.hand.does("seesAddress", told{"vm": j.vm, "source": "the guest says so"}, &said)
	require.Equal(j.t, leased, said)
	j.booted(j.vm)
	require.Contains(j.t, j.run(j.vm, "ip -4 addr show scope global"), leased)
	require.Equal(j.t, "edge-1", j.run(j.vm, "hostname"))
	require.Equal(j.t, "debian edge-1 0", j.ssh("debian", leased, "echo $(id -un) $(hostname) $(sudo -n id -u)"))

	agent, err := j.c.Agent(j.t.Context(), j.vm)
	require.NoError(j.t, err)
	require.Equal(j.t, "edge-1", agent.Hostname)
	require.Equal(j.t, "debian", agent.OS.ID)
	const password = "correct horse 7"
	require.NoError(j.t, j.c.SetGuestPassword(j.t.Context(), j.vm, novacron.SetGuestPassword{User: "debian", Password: password}))
	term := openTerminal(j.t, j.c, j.vm)
	term.enter("")
	term.expect("edge-1 login:", time.Minute)
	term.logIn("debian", password)
	require.Equal(j.t, "debian\n", term.run("id -un"))
	term.enter("exit")
	_ = term.conn.Close()
}

// hardware changes what the guest has while it runs.
func (j *journey) hardware() {
	j.disk()
	j.drive()
	j.nic()
}

func (j *journey) disk() {
	j.done(j.c.AddDisk(j.t.Context(), j.vm, novacron.AddDisk{Disk: novacron.CreateDisk{SizeBytes: 64 << 20, Serial: "data-1"}}))
	j.becomes(j.vm, "lsblk -bndo SIZE,SERIAL /dev/vdb | tr -s ' '", "67108864 data-1")
	j.run(j.vm, "mkfs.ext4 -q /dev/vdb && mkdir -p /data && echo '/dev/vdb /data ext4 nofail' >>/etc/fstab && mount /data && echo kept >/data/word")
	page, err := j.c.Volumes(j.t.Context(), novacron.VolumeQuery{Name: filepath.Base(j.diskOf("vdb", "").Source)})
	require.NoError(j.t, err)
	require.Len(j.t, page.Items, 1)
	j.done(j.c.ResizeVolume(j.t.Context(), page.Items[0].ID, novacron.ResizeVolume{CapacityBytes: 256 << 20}))
	j.becomes(j.vm, "blockdev --getsize64 /dev/vdb", "268435456")
	size, err := strconv.Atoi(j.run(j.vm, "resize2fs /dev/vdb >/dev/null 2>&1 && df -m --output=size /data | tail -n 1"))
	require.NoError(j.t, err)
	require.Greater(j.t, size, 200, "the file system grows while it is mounted")
	fs, err := j.c.GuestFilesystems(j.t.Context(), j.vm, novacron.PageRequest{})
	require.NoError(j.t, err)
	require.Contains(j.t, fmt.Sprint(fs.Items), "/data")
}

// diskOf returns the disk of a name, or of a kind.
func (j *journey) diskOf(device, kind string) novacron.Disk {
	j.t.Helper()
	disks := j.read(j.vm).Disks
	at := slices.IndexFunc(disks, func(d novacron.Disk) bool { return d.Device == device || d.Kind == kind })
	require.GreaterOrEqual(j.t, at, 0, "%s%s", device, kind)
	return disks[at]
}

// drive changes what lies in the CD-ROM drive.
func (j *journey) drive() {
	folder := j.t.TempDir()
	require.NoError(j.t, os.WriteFile(filepath.Join(folder, "word"), []byte("from a CD"), 0o600))
	out, err := exec.Command("xorriso", "-as", "mkisofs", "-quiet", "-V", "TOOLS", "-o", j.d.Outside(images+"/tools.iso"), folder).CombinedOutput()
	require.NoError(j.t, err, "%s", out)
	seed := j.diskOf("", "cdrom")
	label := "blkid -p -o value -s LABEL /dev/sr0"
	require.Equal(j.t, "cidata", strings.ToLower(j.run(j.vm, label)))
	media := func(m novacron.Media) {
		j.t.Helper()
		j.done(j.c.ChangeDisk(j.t.Context(), j.vm, seed.Device, novacron.ChangeDisk{Media: &m}))
	}
	media(novacron.Media{})
	j.becomes(j.vm, label+" || echo empty", "empty")
	media(novacron.Media{Source: images + "/tools.iso"})
	j.becomes(j.vm, label, "TOOLS")
	require.Equal(j.t, "from a CD", j.run(j.vm, "mount -r /dev/sr0 /mnt && cat /mnt/word && umount /mnt"))
	media(novacron.Media{Source: seed.Source})
	j.becomes(j.vm, label, "cidata")
}

func (j *journey) nic() {
	const mac = "52:54:00:aa:00:02"
	link := "ip -o link | grep -c " + mac + " || true"
	j.done(j.c.AddNIC(j.t.Context(), j.vm, novacron.AddNIC{NIC: novacron.CreateNIC{Network: "default", MAC: mac}}))
	j.becomes(j.vm, link, "1")
	j.done(j.c.RemoveNIC(j.t.Context(), j.vm, mac, novacron.RemoveNIC{}))
	j.becomes(j.vm, link, "0")
}

// lines is a file that grows by a numbered line at a time, each on the disk
// before the next.
const lines = "/var/log/lines"

func (j *journey) lastLine() int {
	j.t.Helper()
	n, err := strconv.Atoi(j.run(j.vm, "tail -n 1 "+lines))
	require.NoError(j.t, err)
	return n
}

// snapshot takes one while the guest writes, lets it write more, and returns.
func (j *journey) snapshot() {
	j.run(j.vm, "systemd-run -q --unit=lines sh -c 'n=0; while n=$((n+1)); do echo $n >>"+lines+"; sync "+lines+"; done'")
	j.becomes(j.vm, "test -s "+lines+" && echo written", "written")
	before := j.lastLine()
	var row string
	j.hand.does("snapshot", told{"vm": j.vm, "name": "at-rest", "freeze": "Bring them to rest, or take no snapshot"}, &row)
	require.Contains(j.t, row, "file systems at rest")
	after := j.lastLine()
	require.Greater(j.t, after, before, "it wrote meanwhile")
	j.becomes(j.vm, fmt.Sprintf("test $(tail -n 1 %s) -gt %d && echo on", lines, after), "on")
	j.run(j.vm, "echo later >/root/later; echo later >/data/word; sync")

	j.hand.does("revert", told{"vm": j.vm, "name": "at-rest"}, nil)
	j.power(j.vm, novacron.PowerStart)
	j.booted(j.vm)
	j.run(j.vm, "test ! -e /root/later")
	require.Equal(j.t, "kept", j.run(j.vm, "cat /data/word"))
	at := j.lastLine()
	require.GreaterOrEqual(j.t, at, before)
	require.LessOrEqual(j.t, at, after)
	j.run(j.vm, fmt.Sprintf("seq %d | cmp - %s", at, lines))
	// File systems at rest have nothing to be recovered from their journals.
	mounts := j.run(j.vm, "journalctl -b -o cat -t systemd-fsck -t kernel | grep -e EXT4-fs -e clean -e recover")
	require.Contains(j.t, mounts, "EXT4-fs (vdb): mounted")
	require.NotContains(j.t, mounts, "recover")
}

func (j *journey) power(id novacron.VMID, verb novacron.PowerVerb) {
	j.t.Helper()
	j.done(j.c.PowerVM(j.t.Context(), id, novacron.PowerRequest{Verb: verb, Timeout: debianBoot}))
}

// clone makes a full and a linked clone, each with a name of its own.
func (j *journey) clone() {
	// What the warning of a clone asks for.
	j.run(j.vm, "truncate -s 0 /etc/machine-id; rm -f /var/lib/dbus/machine-id; echo edge >/root/word; sync")
	j.power(j.vm, novacron.PowerShutdown)
	full := j.cloned(novacron.CloneVM{Name: "edge-2"})
	j.done(j.c.MarkTemplate(j.t.Context(), j.vm, novacron.MarkTemplate{Template: true}))
	linked := j.cloned(novacron.CloneVM{Name: "edge-3", Linked: true})
	seen := map[string]bool{}
	for _, vm := range []novacron.VM{full, linked} {
		j.booted(vm.ID)
		require.Equal(j.t, "edge", j.run(vm.ID, "cat /root/word"))
		require.Equal(j.t, vm.Name, j.run(vm.ID, "hostname"))
		j.run(vm.ID, "ip -o link | grep -q "+vm.NICs[0].MAC)
		for _, own := range []string{"cat /etc/machine-id", "cat /etc/ssh/ssh_host_ed25519_key.pub", "cat /sys/class/net/e*/address", "hostname -I | cut -d' ' -f1"} {
			value := j.run(vm.ID, own)
			require.False(j.t, seen[value], "%s is %s in both", own, value)
			seen[value] = true
		}
	}
	for _, vm := range []novacron.VM{linked, full} {
		j.done(j.c.DeleteVM(j.t.Context(), vm.ID, novacron.DeleteVM{Volumes: true, Force: true}))
	}
	j.done(j.c.MarkTemplate(j.t.Context(), j.vm, novacron.MarkTemplate{}))
}

func (j *journey) cloned(req novacron.CloneVM) novacron.VM {
	j.t.Helper()
	req.Start = true
	public, err := os.ReadFile(j.key + ".pub")
	require.NoError(j.t, err)
	req.CloudInit = &novacron.CloudInit{SSHKeys: []string{strings.TrimSpace(string(public))}}
	op := j.done(j.c.CloneVM(j.t.Context(), j.vm, req))
	require.Contains(j.t, strings.Join(op.Warnings, " "), "machine-id")
	vm := j.read(novacron.VMID(op.Target.ID))
	require.NotEqual(j.t, j.read(j.vm).NICs[0].MAC, vm.NICs[0].MAC)
	return vm
}

// archive exports the VM, deletes it with all that it has, and imports it.
func (j *journey) archive() {
	file := filepath.Join(j.t.TempDir(), "edge-1.ova")
	out, err := os.Create(file)
	require.NoError(j.t, err)
	id, err := j.c.ExportVM(j.t.Context(), j.vm, out)
	require.NoError(j.t, err)
	require.NoError(j.t, out.Close())
	j.done(novacron.Operation{ID: id}, nil)
	j.done(j.c.DeleteVM(j.t.Context(), j.vm, novacron.DeleteVM{Volumes: true}))

	j.upload(file)
	op := j.done(j.c.ImportVM(j.t.Context(), novacron.ImportVM{SourcePool: "default", SourceVolume: "edge-1.ova", DeleteSource: true, Start: true}))
	j.vm = novacron.VMID(op.Target.ID)
	j.booted(j.vm)
	require.Equal(j.t, "edge-1", j.run(j.vm, "hostname"))
	require.Equal(j.t, "edge", j.run(j.vm, "cat /root/word"))
	require.Equal(j.t, "kept", j.run(j.vm, "cat /data/word"))
	j.run(j.vm, fmt.Sprintf("seq $(tail -n 1 %s) | cmp - %s", lines, lines))
}

func (j *journey) upload(file string) {
	j.t.Helper()
	in, err := os.Open(file)
	require.NoError(j.t, err)
	defer in.Close()
	info, err := in.Stat()
	require.NoError(j.t, err)
	up, err := j.c.CreateUpload(j.t.Context(), novacron.CreateUpload{
		Pool: "default", Name: filepath.Base(file), Format: "raw", SizeBytes: uint64(info.Size()),
	})
	require.NoError(j.t, err)
	_, err = j.c.WriteUpload(j.t.Context(), up.ID, 0, in)
	require.NoError(j.t, err)
	j.done(novacron.Operation{ID: up.ID}, nil)
}
