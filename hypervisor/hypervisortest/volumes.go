package hypervisortest

import (
	"context"
	"crypto/rand"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

func testVolumes(s *suite) {
	if !s.traits.Volumes {
		s.Skip("it has no volumes")
	}
	ctx := s.ctx()
	ref := hypervisor.VolumeRef{Pool: "default", Volume: "suite-" + rand.Text()[:10] + ".qcow2"}
	disk := novacron.Disk{Pool: ref.Pool, Volume: ref.Volume, Format: "qcow2", SizeBytes: 8 << 20}
	s.Cleanup(func() { _ = s.DeleteVolume(context.Background(), ref) })

	path, err := s.EnsureVolume(ctx, disk)
	require.NoError(s.T, err)
	require.NotEmpty(s.T, path)
	again, err := s.EnsureVolume(ctx, disk)
	require.NoError(s.T, err, "one that exists is success")
	require.Equal(s.T, path, again)

	other := disk
	other.SizeBytes *= 2
	_, err = s.EnsureVolume(ctx, other)
	s.code(novacron.Conflict, err)
	other = disk
	other.Format = "raw"
	_, err = s.EnsureVolume(ctx, other)
	s.code(novacron.Conflict, err)
	other = disk
	other.Pool = "no-such-pool"
	_, err = s.EnsureVolume(ctx, other)
	s.code(novacron.NotFound, err)

	found, err := s.FindVolume(ctx, path)
	require.NoError(s.T, err)
	require.Equal(s.T, ref, found)
	_, err = s.FindVolume(ctx, "/nowhere/at/all")
	s.code(novacron.NotFound, err)

	over, err := s.Overlays(ctx, ref)
	require.NoError(s.T, err)
	require.Empty(s.T, over, "nothing lies on it")

	require.NoError(s.T, s.DeleteVolume(ctx, ref))
	_, err = s.FindVolume(ctx, path)
	s.code(novacron.NotFound, err)
	_, err = s.Overlays(ctx, ref)
	s.code(novacron.NotFound, err)
	_, err = s.Overlays(ctx, hypervisor.VolumeRef{Pool: "no-such-pool", Volume: "x"})
	s.code(novacron.NotFound, err)
	require.NoError(s.T, s.DeleteVolume(ctx, ref), "twice is as good as once")
	require.NoError(s.T, s.DeleteVolume(ctx, hypervisor.VolumeRef{Pool: "no-such-pool", Volume: "x"}))

	req := s.request()
	req.Disks = append(req.Disks, novacron.CreateDisk{SizeBytes: 4 << 20})
	id := s.define(req)
	disks := s.get(id).Disks
	require.NotEmpty(s.T, disks)
	last := disks[len(disks)-1]
	require.NotEmpty(s.T, last.Source)
	require.Equal(s.T, "disk", last.Kind)
	require.Equal(s.T, "qcow2", last.Format)
}
