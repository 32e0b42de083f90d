package hypervisortest

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// testSnapshots holds a provider that has snapshots to them, without a look
// into the guest: a tree, a return, removal, and no volume left.
func testSnapshots(s *suite) {
	p, ok := s.Provider.(hypervisor.Snapshots)
	if !ok || !s.traits.Snapshots {
		s.Skip("it has no snapshots")
	}
	ctx := s.ctx()
	req := s.request()
	req.Disks = append(req.Disks, novacron.CreateDisk{SizeBytes: 4 << 20})
	id := s.define(req)
	take := func(name string, memory bool) hypervisor.SnapshotPlan {
		plan, err := p.PlanSnapshot(ctx, id, hypervisor.NewSnapshot{Name: name, Memory: memory, Freeze: novacron.FreezeNever, Tag: hexTag()})
		require.NoError(s.T, err)
		done, err := p.CreateSnapshot(ctx, id, plan)
		require.NoError(s.T, err)
		require.Equal(s.T, memory, done.Consistency == novacron.ConsistencyMemory)
		s.Cleanup(func() {
			for _, o := range plan.Overlays {
				_ = s.DeleteVolume(context.Background(), o.Volume)
			}
		})
		return plan
	}
	tree := func(want ...string) {
		all, err := p.Snapshots(ctx, id)
		require.NoError(s.T, err)
		have := []string{}
		for _, one := range all {
			line := one.Name + "<" + one.Parent
			if one.Current {
				line += "*"
			}
			require.Empty(s.T, one.Problem)
			have = append(have, line)
		}
		require.ElementsMatch(s.T, want, have)
	}
	_, err := p.Snapshots(ctx, newID())
	s.code(novacron.NotFound, err)
	tree()
	_, err = p.PlanSnapshot(ctx, id, hypervisor.NewSnapshot{Name: "m", Memory: true, Tag: hexTag()})
	s.code(novacron.WrongState, err)

	first := take("first", false)
	_, err = p.PlanSnapshot(ctx, id, hypervisor.NewSnapshot{Name: "first", Tag: hexTag()})
	s.code(novacron.Conflict, err)
	require.Equal(s.T, first.Overlays[0].Path, s.get(id).Disks[len(s.get(id).Disks)-1].Source, "what is written now lies in an overlay")
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{}))
	s.state(id, novacron.VMRunning)
	take("second", true)
	tree("first<", "second<first*")

	revert := func(name string) hypervisor.RevertPlan {
		plan, err := p.PlanRevert(ctx, id, hypervisor.SnapshotRef{Name: name}, hexTag())
		require.NoError(s.T, err)
		require.NoError(s.T, p.RevertSnapshot(ctx, id, plan))
		return plan
	}
	plan := revert("first")
	s.state(id, novacron.VMShutoff)
	tree("first<*", "second<first")
	require.NoError(s.T, p.RevertSnapshot(ctx, id, plan), "again is as good as once")
	revert("second")
	s.state(id, novacron.VMRunning)
	_, err = p.PlanRevert(ctx, id, hypervisor.SnapshotRef{Name: "none"}, hexTag())
	s.code(novacron.NotFound, err)

	require.NoError(s.T, s.PowerOff(ctx, id))
	for _, name := range []string{"first", "second"} {
		plan, err := p.PlanDelete(ctx, id, hypervisor.SnapshotRef{Name: name})
		require.NoError(s.T, err)
		told := 0
		require.NoError(s.T, p.DeleteSnapshot(ctx, id, plan, func(hypervisor.MergeProgress) error { told++; return nil }))
		require.NotZero(s.T, told)
	}
	tree()
	last := s.get(id).Disks[len(s.get(id).Disks)-1].Source
	ref, err := s.FindVolume(ctx, last)
	require.NoError(s.T, err)
	s.Cleanup(func() { _ = s.DeleteVolume(context.Background(), ref) })
	require.NoError(s.T, s.Start(ctx, id, hypervisor.StartOptions{}), "the disk is whole")
}

// hexTag is 8 hex digits that nobody has.
func hexTag() string {
	var b [4]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
