package hypervisortest

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// shelf is a pool that a chapter works in.
type shelf struct {
	*suite
	hypervisor.Storage

	pool novacron.Pool
}

func (l *shelf) ref(volume string) hypervisor.VolumeRef {
	return hypervisor.VolumeRef{Pool: l.pool.Name, Volume: volume}
}

// shelf defines a pool that is removed when the test ends; it does not run.
func (s *suite) shelf() *shelf {
	s.Helper()
	p, ok := s.Provider.(hypervisor.Storage)
	if !ok || !s.traits.Storage {
		s.Skip("it has no storage pools of its own")
	}
	name := "suite-" + strings.ToLower(rand.Text()[:10])
	l := &shelf{suite: s, Storage: p, pool: novacron.Pool{
		ID: novacron.PoolID(newID()), Name: name, Kind: "dir", TargetPath: "/var/lib/libvirt/" + name,
	}}
	require.NoError(s.T, p.DefinePool(s.ctx(), l.pool))
	s.Cleanup(func() {
		ctx := context.Background()
		volumes, _ := p.PoolVolumes(ctx, name)
		for _, v := range volumes {
			_ = s.DeleteVolume(ctx, l.ref(v.Name))
		}
		_ = p.StopPool(ctx, name)
		_ = p.UndefinePool(ctx, name)
	})
	return l
}

func (l *shelf) start() {
	l.Helper()
	require.NoError(l.T, l.BuildPool(l.ctx(), l.pool.Name))
	require.NoError(l.T, l.StartPool(l.ctx(), l.pool.Name))
}

// make makes a volume of the format.
func (l *shelf) make(name, format string, bytes uint64) novacron.Volume {
	l.Helper()
	v, err := l.CreateVolume(l.ctx(), hypervisor.VolumeSpec{VolumeRef: l.ref(name), Format: format, CapacityBytes: bytes})
	require.NoError(l.T, err)
	return v
}

func (l *shelf) upload(name string, offset uint64, content []byte) {
	l.Helper()
	up, err := l.UploadVolume(l.ctx(), l.ref(name), offset, uint64(len(content)))
	require.NoError(l.T, err)
	_, err = io.Copy(up, bytes.NewReader(content))
	require.NoError(l.T, err)
	require.NoError(l.T, up.Close())
}

func (l *shelf) download(name string, offset, length uint64) []byte {
	l.Helper()
	down, err := l.DownloadVolume(l.ctx(), l.ref(name), offset, length)
	require.NoError(l.T, err)
	content, err := io.ReadAll(down)
	require.NoError(l.T, err)
	require.NoError(l.T, down.Close())
	return content
}

// same compares without printing a megabyte.
func (l *shelf) same(want, have []byte, what string) {
	l.Helper()
	require.Len(l.T, have, len(want), what)
	require.True(l.T, bytes.Equal(want, have), what)
}

// testPools walks a pool through its life.
func testPools(s *suite) {
	l, ctx := s.shelf(), s.ctx()
	name := l.pool.Name
	kinds, err := l.PoolKinds(ctx)
	require.NoError(s.T, err)
	possible := map[string]bool{}
	for _, k := range kinds {
		require.Equal(s.T, k.Possible, k.Reason == "", "%+v", k)
		require.NotEmpty(s.T, k.Title)
		possible[k.Kind] = k.Possible
	}
	require.True(s.T, possible["dir"])

	require.NoError(s.T, l.DefinePool(ctx, l.pool), "again is success")
	other := l.pool
	other.ID = novacron.PoolID(newID())
	s.code(novacron.Conflict, l.DefinePool(ctx, other))
	other.Name = name + "-too"
	s.code(novacron.Conflict, l.DefinePool(ctx, other))
	other.TargetPath = "relative"
	s.code(novacron.Invalid, l.DefinePool(ctx, other))
	other.TargetPath, other.Kind = "/srv/x", "floppy"
	s.code(novacron.Invalid, l.DefinePool(ctx, other))

	have, err := l.Pool(ctx, name)
	require.NoError(s.T, err)
	require.Equal(s.T, novacron.PoolInactive, have.State)
	require.Equal(s.T, l.pool.ID, have.ID)
	require.Equal(s.T, l.pool.TargetPath, have.TargetPath)
	require.False(s.T, have.Autostart)
	_, err = l.PoolVolumes(ctx, name)
	s.code(novacron.WrongState, err)
	s.code(novacron.WrongState, l.RefreshPool(ctx, name))

	l.start()
	require.NoError(s.T, l.StartPool(ctx, name), "one that runs is success")
	require.NoError(s.T, l.RefreshPool(ctx, name))
	require.NoError(s.T, l.AutostartPool(ctx, name, true))
	l.make("kept.raw", "raw", 1<<20)
	have, err = l.Pool(ctx, name)
	require.NoError(s.T, err)
	require.Equal(s.T, novacron.PoolRunning, have.State)
	require.True(s.T, have.Autostart)
	require.Equal(s.T, 1, have.Volumes)
	require.NotZero(s.T, have.CapacityBytes)
	require.LessOrEqual(s.T, have.AvailableBytes, have.CapacityBytes)
	all, err := l.Pools(ctx)
	require.NoError(s.T, err)
	require.Contains(s.T, poolNames(all), name)
	s.code(novacron.WrongState, l.UndefinePool(ctx, name))

	require.NoError(s.T, l.StopPool(ctx, name))
	require.NoError(s.T, l.StopPool(ctx, name), "one that is stopped is success")
	require.NoError(s.T, l.StartPool(ctx, name))
	volumes, err := l.PoolVolumes(ctx, name)
	require.NoError(s.T, err)
	require.Len(s.T, volumes, 1, "its volumes stay")
	require.NoError(s.T, s.DeleteVolume(ctx, l.ref("kept.raw")))
	require.NoError(s.T, l.StopPool(ctx, name))
	require.NoError(s.T, l.UndefinePool(ctx, name))
	require.NoError(s.T, l.UndefinePool(ctx, name), "one that does not exist is success")
	l.noPool(name)
}

// noPool holds every call about a pool that is not there to NotFound.
func (l *shelf) noPool(name string) {
	ctx := l.ctx()
	_, err := l.Pool(ctx, name)
	l.code(novacron.NotFound, err)
	_, err = l.PoolVolumes(ctx, name)
	l.code(novacron.NotFound, err)
	_, err = l.CreateVolume(ctx, hypervisor.VolumeSpec{VolumeRef: l.ref("x"), Format: "raw", CapacityBytes: 1 << 20})
	l.code(novacron.NotFound, err)
	for _, call := range []func(context.Context, string) error{l.BuildPool, l.StartPool, l.StopPool, l.RefreshPool} {
		l.code(novacron.NotFound, call(ctx, name))
	}
	l.code(novacron.NotFound, l.AutostartPool(ctx, name, true))
}

func poolNames(pools []novacron.Pool) (names []string) {
	for _, p := range pools {
		names = append(names, p.Name)
	}
	return names
}

// testPoolVolumes makes, resizes and copies volumes.
func testPoolVolumes(s *suite) {
	l, ctx := s.shelf(), s.ctx()
	l.start()
	base := l.make("base.qcow2", "qcow2", 8<<20)
	require.Equal(s.T, novacron.NewVolumeID(l.pool.ID, "base.qcow2"), base.ID)
	require.Equal(s.T, "qcow2", base.Format)
	require.EqualValues(s.T, 8<<20, base.CapacityBytes)
	_, err := l.CreateVolume(ctx, hypervisor.VolumeSpec{VolumeRef: l.ref("base.qcow2"), Format: "qcow2", CapacityBytes: 8 << 20})
	s.code(novacron.Conflict, err)

	over, err := l.CreateVolume(ctx, hypervisor.VolumeSpec{
		VolumeRef: l.ref("over.qcow2"), Format: "qcow2", CapacityBytes: 8 << 20, Backing: base.Path, BackingFormat: "qcow2",
	})
	require.NoError(s.T, err)
	require.Equal(s.T, base.Path, over.Backing)
	lying, err := s.Overlays(ctx, l.ref("base.qcow2"))
	require.NoError(s.T, err)
	require.Equal(s.T, []string{over.Path}, lying)
	copied, err := l.ConvertVolume(ctx, l.ref("over.qcow2"), hypervisor.VolumeSpec{VolumeRef: l.ref("alone.qcow2"), Format: "qcow2", CapacityBytes: 8 << 20})
	require.NoError(s.T, err)
	require.Empty(s.T, copied.Backing, "a copy stands alone")

	l.make("flat.raw", "raw", 1<<20)
	content := []byte(strings.Repeat(rand.Text(), 1<<20/26+1))[:1<<20]
	l.upload("flat.raw", 0, content)
	spec := hypervisor.VolumeSpec{VolumeRef: l.ref("copy.raw"), Format: "raw", CapacityBytes: 1 << 20}
	_, err = l.ConvertVolume(ctx, l.ref("flat.raw"), spec)
	require.NoError(s.T, err)
	_, err = l.ConvertVolume(ctx, l.ref("flat.raw"), spec)
	s.code(novacron.Conflict, err)
	l.upload("flat.raw", 0, make([]byte, 1<<20))
	l.same(content, l.download("copy.raw", 0, 0), "the copy does not follow its original")

	require.NoError(s.T, l.ResizeVolume(ctx, l.ref("copy.raw"), 2<<20, false))
	l.same(append(bytes.Clone(content), make([]byte, 1<<20)...), l.download("copy.raw", 0, 0), "it grows with zeros")
	s.code(novacron.Invalid, l.ResizeVolume(ctx, l.ref("copy.raw"), 1<<19, false))
	require.NoError(s.T, l.ResizeVolume(ctx, l.ref("copy.raw"), 1<<20, true))
	l.same(content, l.download("copy.raw", 0, 0), "what is behind the new end is gone")
	s.code(novacron.Unsupported, l.ResizeVolume(ctx, l.ref("base.qcow2"), 4<<20, true))
	require.NoError(s.T, l.ResizeVolume(ctx, l.ref("base.qcow2"), 16<<20, false))
	one, err := l.Volume(ctx, l.ref("base.qcow2"))
	require.NoError(s.T, err)
	require.EqualValues(s.T, 16<<20, one.CapacityBytes)

	volumes, err := l.PoolVolumes(ctx, l.pool.Name)
	require.NoError(s.T, err)
	var names []string
	for _, v := range volumes {
		require.Equal(s.T, l.pool.Name, v.PoolName)
		names = append(names, v.Name)
	}
	require.ElementsMatch(s.T, []string{"base.qcow2", "over.qcow2", "alone.qcow2", "flat.raw", "copy.raw"}, names)
	_, err = l.Volume(ctx, l.ref("none"))
	s.code(novacron.NotFound, err)
	s.code(novacron.NotFound, l.ResizeVolume(ctx, l.ref("none"), 1<<20, false))
	_, err = l.ConvertVolume(ctx, l.ref("none"), hypervisor.VolumeSpec{VolumeRef: l.ref("x.raw"), Format: "raw", CapacityBytes: 1 << 20})
	s.code(novacron.NotFound, err)
}

// testVolumeStreams moves bytes in and out.
func testVolumeStreams(s *suite) {
	l, ctx := s.shelf(), s.ctx()
	l.start()
	const size = 1 << 20
	content := []byte(strings.Repeat(rand.Text(), size/26+1))[:size]
	l.make("s.raw", "raw", size)
	require.True(s.T, bytes.Equal(make([]byte, size), l.download("s.raw", 0, 0)), "nothing is zeros")
	l.upload("s.raw", 0, content)
	for _, piece := range [][2]uint64{{0, 0}, {0, 512}, {4097, 1}, {65_000, 70_000}, {size - 3, 3}, {size - 3, 0}} {
		end := piece[0] + piece[1]
		if piece[1] == 0 {
			end = size
		}
		l.same(content[piece[0]:end], l.download("s.raw", piece[0], piece[1]), "a piece")
	}
	l.upload("s.raw", 100_000, make([]byte, 50_000))
	clear(content[100_000:150_000])
	l.same(content, l.download("s.raw", 0, 0), "only what was written over changes")

	l.make("holes.raw", "raw", size)
	up, err := l.UploadVolume(ctx, l.ref("holes.raw"), 0, 0)
	require.NoError(s.T, err)
	require.NoError(s.T, up.Skip(size/4))
	_, err = up.Write(content[size/4 : size/2])
	require.NoError(s.T, err)
	require.NoError(s.T, up.Skip(size/2))
	require.NoError(s.T, up.Close())
	require.NoError(s.T, up.Close(), "twice is as good as once")
	clear(content[:size/4])
	clear(content[size/2:])
	l.same(content, l.download("holes.raw", 0, 0), "what is skipped is zeros")

	up, err = l.UploadVolume(ctx, l.ref("s.raw"), 0, 16)
	require.NoError(s.T, err)
	_, _ = up.Write(make([]byte, size)) // a hypervisor may tell at the end only
	require.Error(s.T, up.Close(), "more than was said")
	up, err = l.UploadVolume(ctx, l.ref("s.raw"), 0, 0)
	require.NoError(s.T, err)
	up.Abort()
	require.NoError(s.T, up.Close(), "after Abort it does nothing")

	down, err := l.DownloadVolume(ctx, l.ref("s.raw"), 0, 0)
	require.NoError(s.T, err)
	_, err = io.ReadFull(down, make([]byte, 10))
	require.NoError(s.T, err)
	require.NoError(s.T, down.Close())
	require.NoError(s.T, down.Close(), "twice is as good as once")
	_, err = io.ReadAll(down)
	require.Error(s.T, err)

	for _, missing := range []hypervisor.VolumeRef{l.ref("none"), {Pool: "no-such-pool", Volume: "none"}} {
		_, err = l.UploadVolume(ctx, missing, 0, 0)
		s.code(novacron.NotFound, err)
		_, err = l.DownloadVolume(ctx, missing, 0, 0)
		s.code(novacron.NotFound, err)
	}
	s.eventually(func() bool { return s.DeleteVolume(ctx, l.ref("s.raw")) == nil }, "no stream holds it any more")
}
