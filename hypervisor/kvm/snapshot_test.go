package kvm_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// snapped is a VM whose guest keeps marks on its disk and in its memory.
type snapped struct {
	*testing.T

	d       *kvmtest.Daemon
	p       *kvm.Provider
	id      novacron.VMID
	name    string
	console io.ReadWriteCloser
	asked   int
}

func newSnapped(t *testing.T, name string, change func(*novacron.CreateVM)) *snapped {
	t.Helper()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, name, func(req *novacron.CreateVM) {
		req.Disks = []novacron.CreateDisk{{SizeBytes: 64 << 20}}
		req.Boot.Cmdline += " novacron.heartbeat=0"
		if change != nil {
			change(req)
		}
	})
	return &snapped{T: t, d: d, p: p, id: id, name: name}
}

func (s *snapped) start() {
	s.Helper()
	require.NoError(s.T, s.p.Start(s.T.Context(), s.id, hypervisor.StartOptions{}))
	s.attach()
	await(s.T, s.console, guestimage.Ready)
}

// attach attaches to the console of a guest that runs.
func (s *snapped) attach() {
	s.Helper()
	s.detach()
	console, err := s.p.OpenConsole(s.T.Context(), s.id, true)
	require.NoError(s.T, err)
	s.console = console
	s.Cleanup(func() { _ = console.Close() })
}

func (s *snapped) detach() {
	if s.console != nil {
		_ = s.console.Close()
		s.console = nil
	}
}

// run runs a command in the guest and waits for its end.
func (s *snapped) run(command string) {
	s.Helper()
	s.asked++
	_, err := fmt.Fprintf(s.console, "%s; echo do''ne-%d\n", command, s.asked)
	require.NoError(s.T, err)
	await(s.T, s.console, fmt.Sprintf("done-%d", s.asked))
}

// mark leaves a word on the disk and one in the memory.
func (s *snapped) mark(word string) {
	s.Helper()
	s.run("echo " + word + " | dd of=/dev/vda conv=fsync 2>/dev/null; echo " + word + " >/tmp/mark")
}

// expect requires the first word that a command prints.
func (s *snapped) expect(command, word string) {
	s.Helper()
	s.asked++
	_, err := fmt.Fprintf(s.console, "echo 3 >/proc/sys/vm/drop_caches; echo is-$(%s | head -n 1 | head -c 16)-%d\n", command, s.asked)
	require.NoError(s.T, err)
	await(s.T, s.console, fmt.Sprintf("is-%s-%d", word, s.asked))
}

func (s *snapped) off() {
	s.Helper()
	s.detach()
	require.NoError(s.T, s.p.PowerOff(s.T.Context(), s.id))
}

func tag() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (s *snapped) take(name string, memory bool) hypervisor.SnapshotDone {
	s.Helper()
	plan, err := s.p.PlanSnapshot(s.T.Context(), s.id, hypervisor.NewSnapshot{Name: name, Description: "of " + name, Memory: memory, Tag: tag()})
	require.NoError(s.T, err)
	done, err := s.p.CreateSnapshot(s.T.Context(), s.id, plan)
	require.NoError(s.T, err)
	return done
}

func (s *snapped) revert(ref hypervisor.SnapshotRef) {
	s.Helper()
	plan, err := s.p.PlanRevert(s.T.Context(), s.id, ref, tag())
	require.NoError(s.T, err)
	require.NoError(s.T, s.p.RevertSnapshot(s.T.Context(), s.id, plan))
}

func (s *snapped) delete(name string) hypervisor.DeletePlan {
	s.Helper()
	plan, err := s.p.PlanDelete(s.T.Context(), s.id, hypervisor.SnapshotRef{Name: name})
	require.NoError(s.T, err)
	require.NoError(s.T, s.p.DeleteSnapshot(s.T.Context(), s.id, plan, func(hypervisor.MergeProgress) error { return nil }))
	return plan
}

// tree is the snapshots as "name<parent", with a star for the current one, as
// NovaCron tells it; virsh must tell the same.
func (s *snapped) tree(want ...string) {
	s.Helper()
	all, err := s.p.Snapshots(s.T.Context(), s.id)
	require.NoError(s.T, err)
	var have, names []string
	for _, one := range all {
		line := one.Name + "<" + one.Parent
		if one.Current {
			line += "*"
			require.Equal(s.T, one.Name, s.d.Virsh("snapshot-current", s.name, "--name"))
		}
		require.Empty(s.T, one.Problem, one.Name)
		have, names = append(have, line), append(names, one.Name)
	}
	require.ElementsMatch(s.T, want, have)
	require.ElementsMatch(s.T, names, strings.Fields(s.d.Virsh("snapshot-list", s.name, "--name")))
}

// sound lets qemu-img check every volume, and requires their number.
func (s *snapped) sound(volumes int) {
	s.Helper()
	files, err := filepath.Glob(s.d.Outside("/var/lib/libvirt/images") + "/*")
	require.NoError(s.T, err)
	for _, file := range files {
		if strings.HasSuffix(file, ".qcow2") {
			out, err := s.d.Command("qemu-img", "check", "-U", "/var/lib/libvirt/images/"+filepath.Base(file)).CombinedOutput()
			require.NoError(s.T, err, "%s: %s", file, out)
		}
	}
	require.Len(s.T, files, volumes, "%v", files)
	require.NotContains(s.T, s.d.Virsh("list", "--all", "--name"), "novacron-merge")
	require.NotContains(s.T, s.d.Virsh("pool-list", "--all", "--name"), "novacron-nvram")
}

// TestSnapshotTree goes through a tree of two branches: points of a running VM
// with and without memory, and of one that is off; returns; and merges in the
// VM's own QEMU and in one without a guest.
func TestSnapshotTree(t *testing.T) {
	long(t)
	t.Parallel()
	s := newSnapped(t, "tree", nil)
	ref := func(name string) hypervisor.SnapshotRef { return hypervisor.SnapshotRef{Name: name} }
	s.start()
	s.mark("one")
	require.Equal(t, novacron.ConsistencyMemory, s.take("one", true).Consistency)
	s.mark("two")
	done := s.take("two", false)
	require.Equal(t, novacron.ConsistencyCrash, done.Consistency)
	require.Len(t, done.Warnings, 1, "no agent answers")
	s.mark("three")
	s.tree("one<", "two<one*")

	// Back into the memory of the first: the guest goes on there.
	s.detach()
	s.revert(ref("one"))
	s.attach()
	s.expect("cat /tmp/mark", "one")
	s.expect("cat /dev/vda", "one")
	s.tree("one<*", "two<one")
	s.sound(4) // the first file, two's, the new overlay, the memory
	s.mark("four")
	s.take("four", false)
	s.mark("five")
	s.tree("one<", "two<one", "four<one*")
	s.sound(5)

	// The first has two branches: while the VM runs on one it cannot be merged
	// into both.
	_, err := s.p.PlanDelete(t.Context(), s.id, ref("one"))
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err), "%v", err)
	s.off()
	plan := s.delete("one")
	require.Len(t, plan.Merges, 2)
	require.Equal(t, hypervisor.MergePull, plan.Merges[0].How)
	s.tree("two<", "four<*")
	s.sound(3)

	s.revert(ref("two"))
	s.start()
	s.expect("cat /dev/vda", "two")
	s.expect("cat /tmp/mark", "")
	s.mark("six")
	s.take("six", true)
	s.mark("seven")
	s.take("seven", false)
	s.mark("eight")
	s.tree("two<", "four<", "six<two", "seven<six*")

	// A middle one, merged by the VM's QEMU while it runs.
	plan = s.delete("six")
	require.Equal(t, hypervisor.MergeCommit, plan.Merges[0].How)
	require.True(t, plan.Merges[0].Running)
	s.tree("two<", "four<", "seven<two*")
	s.expect("cat /dev/vda", "eight")
	// The last one: the VM moves down to its file.
	plan = s.delete("seven")
	require.True(t, plan.Merges[0].Active)
	s.expect("cat /dev/vda", "eight")
	s.tree("two<*", "four<")
	s.sound(3)

	// Off, the last one again, and one on another branch.
	s.off()
	plan = s.delete("two")
	require.False(t, plan.Merges[0].Running)
	require.Equal(t, hypervisor.MergeCommit, plan.Merges[0].How)
	s.tree("four<")
	s.sound(2)
	s.start()
	s.expect("cat /dev/vda", "eight")
	s.detach()
	s.revert(ref("four"))
	s.start()
	s.expect("cat /dev/vda", "four")
	s.off()
	s.delete("four")
	s.tree()
	s.sound(1)
	s.start()
	s.expect("cat /dev/vda", "four")
	validate(t, s.d.Virsh("dumpxml", "--inactive", s.name))
}

// TestSnapshotUEFI keeps and brings back the variables of UEFI firmware, and a
// disk that is raw.
func TestSnapshotUEFI(t *testing.T) {
	long(t)
	t.Parallel()
	s := newSnapped(t, "efi", func(req *novacron.CreateVM) {
		req.Firmware, req.MemoryBytes = "uefi", 256<<20
		req.Disks = []novacron.CreateDisk{{SizeBytes: 64 << 20, Format: "raw"}}
	})
	s.start()
	s.mark("one")
	vars, err := filepath.Glob(s.d.Outside("/var/lib/libvirt/qemu/nvram") + "/*")
	require.NoError(t, err)
	require.Len(t, vars, 1)
	done := s.take("one", false)
	require.NotEmpty(t, done.Firmware, "%v", done.Warnings)
	before, err := os.ReadFile(vars[0])
	require.NoError(t, err)
	s.mark("two")
	memory := s.take("two", true)
	s.mark("three")
	s.detach()
	s.revert(hypervisor.SnapshotRef{Name: "two", Firmware: memory.Firmware})
	s.attach()
	s.expect("cat /tmp/mark", "two")
	s.expect("cat /dev/vda", "two")
	s.off()

	require.NoError(t, os.WriteFile(vars[0], make([]byte, len(before)), 0o600))
	s.revert(hypervisor.SnapshotRef{Name: "one", Firmware: done.Firmware})
	after, err := os.ReadFile(vars[0])
	require.NoError(t, err)
	require.True(t, bytes.Equal(before, after), "the variables are those of then")
	s.start()
	s.expect("cat /dev/vda", "one")
	s.tree("one<*", "two<one")
	s.off()
	for name, firmware := range map[string]string{"two": memory.Firmware, "one": done.Firmware} {
		plan, err := s.p.PlanDelete(t.Context(), s.id, hypervisor.SnapshotRef{Name: name, Firmware: firmware})
		require.NoError(t, err)
		require.NoError(t, s.p.DeleteSnapshot(t.Context(), s.id, plan, func(hypervisor.MergeProgress) error { return nil }))
	}
	s.sound(1)
	s.start()
	s.expect("cat /dev/vda", "one")
}

// TestMergeCanceled ends merges at any moment, of a VM that runs and of one that
// is off: every file stays whole, the guest keeps its data, and deleting again
// leaves nothing. ROUNDS is how often.
func TestMergeCanceled(t *testing.T) {
	long(t)
	t.Parallel()
	rounds := 10
	if n, err := strconv.Atoi(os.Getenv("ROUNDS")); err == nil && os.Getenv("NOVACRON_SOAK") != "" {
		rounds = n
	}
	s := newSnapped(t, "canceled", nil)
	s.start()
	canceled := 0
	for round := range rounds {
		running := round%4 != 3
		word := fmt.Sprintf("word%d", round)
		s.take("point", false)
		s.run("dd if=/dev/urandom of=/dev/vda bs=1M count=12 conv=fsync 2>/dev/null")
		s.mark(word)
		if !running {
			s.off()
		}
		plan, err := s.p.PlanDelete(t.Context(), s.id, hypervisor.SnapshotRef{Name: "point"})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(mathrand.IntN(500))*time.Millisecond)
		err = s.p.DeleteSnapshot(ctx, s.id, plan, func(hypervisor.MergeProgress) error { return ctx.Err() })
		cancel()
		if err != nil {
			canceled++
			if plan, err = s.p.PlanDelete(t.Context(), s.id, hypervisor.SnapshotRef{Name: "point"}); err == nil {
				err = s.p.DeleteSnapshot(t.Context(), s.id, plan, func(hypervisor.MergeProgress) error { return nil })
			}
			if novacron.CodeOf(err) != novacron.NotFound {
				require.NoError(t, err)
			}
		}
		if !running {
			s.sound(1)
			s.start()
		}
		s.expect("cat /dev/vda", word)
		s.tree()
	}
	t.Logf("%d of %d were canceled before their end", canceled, rounds)
	s.off()
	s.sound(1)
}
