package e2e_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// disks are what the two disks of a VM hold: a byte for each MiB.
type disks [2][]byte

func (d disks) copy() disks { return disks{slices.Clone(d[0]), slices.Clone(d[1])} }

// merges breaks off what is done with the snapshots of a VM, and knows what
// every disk must hold.
type merges struct {
	*breaker

	id    novacron.VMID
	now   disks
	then  map[novacron.SnapshotID]disks
	stamp byte // what was written last
}

// After every cancel and crash of a merge, a snapshot or a revert the VM starts
// and finds what it wrote, every snapshot that says it can be returned to has
// what was kept, and no file is left that nothing needs.
func TestSnapshotsCanceledAtAnyPoint(t *testing.T) {
	rounds, seed := cancelRounds(t, 2)
	guest := kvmtest.Guest(t)
	m := &merges{breaker: newBreaker(t, seed), then: map[novacron.SnapshotID]disks{}, now: disks{make([]byte, 128), make([]byte, 48)}}
	op, err := m.client().CreateVM(t.Context(), novacron.CreateVM{
		Name: "judged", MemoryBytes: guestimage.MemoryBytes, NICs: []novacron.CreateNIC{},
		Disks: []novacron.CreateDisk{{SizeBytes: 128 << 20}, {SizeBytes: 48 << 20, Format: "raw"}},
		Boot:  &novacron.DirectBoot{Kernel: guest.Kernel, Initrd: guest.Initrd, Cmdline: guest.Cmdline + " novacron.heartbeat=0"},
	})
	m.id = novacron.VMID(m.done(op, err).Target.ID)
	t.Cleanup(m.explain)
	for round := range rounds {
		m.prepare(round)
		m.round(round)
		m.judge()
		if round%5 == 4 || round == rounds-1 {
			m.boots()
		}
	}
}

func (m *merges) vm() novacron.VM {
	m.Helper()
	vm, err := m.client().VM(m.Context(), m.id)
	require.NoError(m, err)
	return vm
}

func (m *merges) running() bool { return m.vm().State == novacron.VMRunning }

func (m *merges) power(verb novacron.PowerVerb) {
	m.Helper()
	op, err := m.client().PowerVM(m.Context(), m.id, novacron.PowerRequest{Verb: verb})
	m.done(op, err)
}

// prepare makes a few snapshots, in a line or with branches, of a VM that runs
// or not.
func (m *merges) prepare(round int) {
	m.Helper()
	if m.rng.IntN(3) > 0 {
		m.power(novacron.PowerStart)
	}
	for n := 0; len(m.snapshots(m.id)) < 3; n++ {
		m.write()
		op, err := m.client().CreateSnapshot(m.Context(), m.id, m.request(fmt.Sprintf("r%d-%d", round, n)))
		op = m.done(op, err)
		m.then[novacron.SnapshotID(op.Target.ID)] = m.now.copy()
		if m.rng.IntN(3) == 0 {
			m.revert(m.pick(), false)
		}
	}
	m.write()
}

func (m *merges) request(name string) novacron.CreateSnapshot {
	return novacron.CreateSnapshot{Name: name, Memory: m.running() && m.rng.IntN(2) == 0, Freeze: novacron.FreezeNever}
}

// pick is a snapshot that the VM can return to, or none.
func (m *merges) pick() *novacron.Snapshot {
	m.Helper()
	all := slices.DeleteFunc(m.snapshots(m.id), func(s novacron.Snapshot) bool { return s.Problem != "" })
	if len(all) == 0 {
		return nil
	}
	return &all[m.rng.IntN(len(all))]
}

// write writes to both disks, as QEMU does for the guest where it runs.
func (m *merges) write() {
	m.Helper()
	vm := m.vm()
	m.stamp = m.stamp%250 + 1
	for i, disk := range m.now {
		at := m.rng.IntN(len(disk) / 2)
		n := 1 + m.rng.IntN(len(disk)-at)
		command := fmt.Sprintf("write -q -P %d %dM %dM", m.stamp, at, n)
		if vm.State.Active() {
			drive := fmt.Sprintf("/machine/peripheral/virtio-disk%d/virtio-backend", i)
			m.daemon.Virsh("qemu-monitor-command", string(m.id), "--hmp", fmt.Sprintf("qemu-io -d %s \"%s\"", drive, command))
			m.daemon.Virsh("qemu-monitor-command", string(m.id), "--hmp", fmt.Sprintf("qemu-io -d %s flush", drive))
		} else {
			out, err := m.daemon.Command("qemu-io", "-f", vm.Disks[i].Format, "-c", command, vm.Disks[i].Source).CombinedOutput()
			require.NoError(m, err, "%s", out)
		}
		for b := at; b < at+n; b++ {
			disk[b] = m.stamp
		}
	}
}

// revert takes the VM back; broken off, that goes on after a crash.
func (m *merges) revert(to *novacron.Snapshot, breakOff bool) {
	m.Helper()
	if to == nil {
		return
	}
	op, err := m.client().RevertSnapshot(m.Context(), m.id, to.ID, novacron.RevertSnapshot{Force: true})
	require.NoError(m, err)
	if breakOff {
		op = m.breakOff("revert", op.ID, 300*time.Millisecond, func() {})
		require.Equal(m, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	}
	m.done(op, err)
	m.now = m.then[to.ID].copy()
}

// round breaks one thing off.
func (m *merges) round(round int) {
	m.Helper()
	switch m.rng.IntN(8) {
	case 0:
		m.create(fmt.Sprintf("r%d", round))
	case 1:
		m.revert(m.pick(), true)
	default:
		m.remove()
	}
}

// create breaks off a snapshot: it is there, or nothing of it is.
func (m *merges) create(name string) {
	m.Helper()
	req := m.request(name)
	op, err := m.client().CreateSnapshot(m.Context(), m.id, req)
	require.NoError(m, err)
	kind := "create"
	if req.Memory {
		kind = "create with memory"
	}
	op = m.breakOff(kind, op.ID, 500*time.Millisecond, func() {})
	require.NotEqual(m, novacron.OperationFailed, op.State, "%+v", op.Error)
	for _, s := range m.snapshots(m.id) {
		if s.Name == name {
			m.then[s.ID] = m.now.copy()
			return
		}
	}
	require.Equal(m, novacron.OperationCanceled, op.State)
}

// remove breaks off a merge, while the VM goes on writing where it runs. One
// that was broken off before is finished rather than another one begun.
func (m *merges) remove() {
	m.Helper()
	all := m.snapshots(m.id)
	s := all[m.rng.IntN(len(all))]
	if at := slices.IndexFunc(all, func(s novacron.Snapshot) bool { return s.Problem != "" }); at >= 0 {
		s = all[at]
	}
	op, err := m.client().DeleteSnapshot(m.Context(), m.id, s.ID, novacron.DeleteSnapshot{})
	if novacron.CodeOf(err) == novacron.WrongState && m.running() { // several files lie on it
		m.power(novacron.PowerOff)
		op, err = m.client().DeleteSnapshot(m.Context(), m.id, s.ID, novacron.DeleteSnapshot{})
	}
	require.NoError(m, err)
	op = m.breakOff(m.placeOf(s, all), op.ID, 700*time.Millisecond, func() {
		if m.running() {
			m.write()
		}
	})
	require.NotEqual(m, novacron.OperationFailed, op.State, "%+v", op.Error)
	gone := !slices.ContainsFunc(m.snapshots(m.id), func(one novacron.Snapshot) bool { return one.ID == s.ID })
	require.Equal(m, op.State == novacron.OperationSucceeded, gone, "%+v", op)
}

// placeOf says where in the tree a snapshot is, and how the VM stands.
func (m *merges) placeOf(s novacron.Snapshot, all []novacron.Snapshot) string {
	place := "leaf"
	for _, one := range all {
		if one.Parent == s.ID {
			place = "middle"
		}
	}
	if s.Parent == "" {
		place = "root"
	}
	if s.Memory {
		place += " with memory"
	}
	return "delete " + place + " of " + string(m.vm().State)
}

// judge looks at everything.
func (m *merges) judge() {
	m.Helper()
	if m.vm().State.Active() {
		m.power(novacron.PowerOff)
	}
	vm := m.vm()
	for i, disk := range vm.Disks {
		m.holds(disk.Source, disk.Format, m.now[i])
	}
	all := m.snapshots(m.id)
	for _, s := range all {
		if s.Problem != "" {
			require.Contains(m, s.Problem, "deletion began", "%+v", s)
			continue
		}
		for i, disk := range s.Disks {
			m.holds(disk.Path, disk.Format, m.then[s.ID][i])
		}
	}
	m.whole(m.below(vm)...)
	m.agrees(vm, all)
	m.power(novacron.PowerStart)
	m.power(novacron.PowerOff)
}

// below are the files that the VM's disks lie on, which no record of it names
// while it is off.
func (m *merges) below(vm novacron.VM) []string {
	m.Helper()
	var files []string
	for _, disk := range vm.Disks {
		out, err := m.daemon.Command("qemu-img", "info", "--backing-chain", disk.Source).CombinedOutput()
		require.NoError(m, err, "%s", out)
		for line := range strings.Lines(string(out)) {
			if file, ok := strings.CutPrefix(strings.TrimSpace(line), "image: "+images+"/"); ok {
				files = append(files, file)
			}
		}
	}
	return files
}

// agrees requires that virsh tells the same tree and the same disks.
func (m *merges) agrees(vm novacron.VM, all []novacron.Snapshot) {
	m.Helper()
	names, ids := []string{}, map[novacron.SnapshotID]string{}
	for _, s := range all {
		names = append(names, s.Name)
		ids[s.ID] = s.Name
	}
	require.ElementsMatch(m, names, strings.Fields(m.daemon.Virsh("snapshot-list", vm.Name, "--name")))
	for _, s := range all {
		if s.Parent != "" {
			require.Equal(m, ids[s.Parent], m.daemon.Virsh("snapshot-parent", vm.Name, s.Name))
		}
		if s.Current {
			require.Equal(m, s.Name, m.daemon.Virsh("snapshot-current", vm.Name, "--name"))
		}
	}
	for _, disk := range vm.Disks {
		require.Contains(m, m.daemon.Virsh("domblklist", vm.Name), disk.Source)
	}
}

// explain tells of the VM when the test failed.
func (m *merges) explain() {
	if !m.Failed() {
		return
	}
	for _, args := range [][]string{
		{"domstate", "--reason", string(m.id)},
		{"domblkerror", string(m.id)},
		{"qemu-monitor-command", string(m.id), "--hmp", "info block"},
		{"qemu-monitor-command", string(m.id), "--hmp", "info block-jobs"},
		{"qemu-monitor-command", string(m.id), "--hmp", "info blockstats"},
	} {
		out, _ := m.daemon.Command("virsh", append([]string{"-q", "-c", m.daemon.URI()}, args...)...).CombinedOutput()
		m.Logf("%v: %s", args, out)
	}
}

// boots starts the VM, and requires that its guest reads what is there.
func (m *merges) boots() {
	m.Helper()
	m.power(novacron.PowerStart)
	term := openTerminal(m.T, m.client(), m.id)
	term.expect(guestimage.Ready, 3*time.Minute)
	term.expect("# ", time.Minute)
	for i, device := range []string{"vda", "vdb"} {
		sum := md5.New()
		for _, b := range m.now[i][:4] {
			_, _ = sum.Write(slices.Repeat([]byte{b}, 1<<20))
		}
		require.Contains(m, term.run("head -c 4194304 /dev/"+device+" | md5sum"), hex.EncodeToString(sum.Sum(nil)), device)
	}
	_ = term.conn.Close()
	m.power(novacron.PowerOff)
}
