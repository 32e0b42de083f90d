package hypervisortest

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// testClone makes a VM after another one's definition.
func testClone(s *suite) {
	p, ok := s.Provider.(hypervisor.Cloner)
	if !ok || !s.traits.Volumes {
		s.Skip("it makes no clones")
	}
	ctx := s.ctx()
	req := s.request()
	req.Disks = append(req.Disks, novacron.CreateDisk{SizeBytes: 4 << 20}, novacron.CreateDisk{SizeBytes: 4 << 20})
	source := s.get(s.define(req))
	kept := source.Disks[len(source.Disks)-2]
	own := novacron.Disk{Device: kept.Device, Pool: "default", Volume: req.Name + "-own.qcow2", Format: "qcow2", SizeBytes: 4 << 20}
	var err error
	own.Source, err = s.EnsureVolume(ctx, own)
	require.NoError(s.T, err)
	s.Cleanup(func() {
		_ = s.DeleteVolume(context.Background(), hypervisor.VolumeRef{Pool: own.Pool, Volume: own.Volume})
	})

	spec := hypervisor.CloneSpec{
		Source: source.ID, ID: newID(), Name: req.Name + "-clone", Description: "a copy",
		CreatedAt: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Disks: []novacron.Disk{own},
	}
	require.NoError(s.T, p.DefineClone(ctx, spec))
	s.Cleanup(func() { s.remove(spec.ID) })
	require.NoError(s.T, p.DefineClone(ctx, spec), "again is success")
	clone := s.get(spec.ID)
	require.Equal(s.T, spec.Name, clone.Name)
	require.Equal(s.T, "a copy", clone.Description)
	require.Equal(s.T, spec.CreatedAt, clone.CreatedAt.UTC())
	require.Equal(s.T, source.Labels, clone.Labels)
	require.Equal(s.T, source.MemoryBytes, clone.MemoryBytes)
	require.Equal(s.T, novacron.VMShutoff, clone.State)
	require.False(s.T, clone.Autostart)
	require.Len(s.T, clone.Disks, 1, "what the spec leaves out is left out")
	require.Equal(s.T, own.Source, clone.Disks[0].Source)
	require.Equal(s.T, kept.Source, s.get(source.ID).Disks[len(source.Disks)-2].Source, "the original stays as it is")

	changed := spec
	changed.Description = "another"
	s.code(novacron.Conflict, p.DefineClone(ctx, changed))
	changed.ID = newID()
	s.code(novacron.Conflict, p.DefineClone(ctx, changed))
	changed.Name, changed.Source = spec.Name+"-2", newID()
	s.code(novacron.NotFound, p.DefineClone(ctx, changed))

	for _, template := range []bool{true, true, false, false} {
		require.NoError(s.T, p.MarkTemplate(ctx, spec.ID, template))
		require.Equal(s.T, template, s.get(spec.ID).Template)
	}
	require.Equal(s.T, source.Labels, s.get(spec.ID).Labels, "the mark leaves the labels alone")
	s.code(novacron.NotFound, p.MarkTemplate(ctx, newID(), true))
}
