package kvm_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// noise returns n bytes that do not repeat, the same ones each time.
func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// rawVolume makes an empty raw volume in the default pool.
func rawVolume(t testing.TB, p *kvm.Provider, name string, size int) (hypervisor.VolumeRef, string) {
	t.Helper()
	ref := hypervisor.VolumeRef{Pool: "default", Volume: name}
	path, err := p.EnsureVolume(t.Context(), novacron.Disk{Pool: ref.Pool, Volume: ref.Volume, Format: "raw", SizeBytes: uint64(size)})
	require.NoError(t, err)
	return ref, path
}

// TestUploadAndDownload moves bytes in both directions and lets virsh and the
// file judge.
func TestUploadAndDownload(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	content := noise(3<<20 + 4096)
	ref, path := rawVolume(t, p, "up.raw", len(content))

	up, err := p.UploadVolume(t.Context(), ref, 0, 0)
	require.NoError(t, err)
	for rest := content; len(rest) > 0; { // in odd pieces
		n := min(100_003, len(rest))
		_, err := up.Write(rest[:n])
		require.NoError(t, err)
		rest = rest[n:]
	}
	require.NoError(t, up.Close())
	require.NoError(t, up.Close(), "twice is as good as once")
	up.Abort()
	onDisk, err := os.ReadFile(d.Outside(path))
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(onDisk))
	d.Virsh("vol-download", "--pool", "default", "up.raw", filepath.Join(d.Dir(), "virsh.raw"))
	virsh, err := os.ReadFile(filepath.Join(d.Dir(), "virsh.raw"))
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(virsh))

	for _, c := range []struct{ offset, length uint64 }{{0, 0}, {0, 512}, {1 << 20, 2 << 20}, {3 << 20, 4096}, {4097, 1}} {
		down, err := p.DownloadVolume(t.Context(), ref, c.offset, c.length)
		require.NoError(t, err)
		have, err := io.ReadAll(down)
		require.NoError(t, err)
		require.NoError(t, down.Close())
		end := uint64(len(content))
		if c.length > 0 {
			end = c.offset + c.length
		}
		require.True(t, bytes.Equal(content[c.offset:end], have), "%+v", c)
	}

	// In the middle, from a reader.
	up, err = p.UploadVolume(t.Context(), ref, 1<<20, 512<<10)
	require.NoError(t, err)
	_, err = io.Copy(up, bytes.NewReader(make([]byte, 512<<10)))
	require.NoError(t, err)
	require.NoError(t, up.Close())
	clear(content[1<<20 : 1<<20+512<<10])
	onDisk, err = os.ReadFile(d.Outside(path))
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(onDisk))
}

// TestStreamsThatEndEarly: what is given up leaves a libvirt that goes on.
func TestStreamsThatEndEarly(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	ref, _ := rawVolume(t, p, "early.raw", 8<<20)

	up, err := p.UploadVolume(t.Context(), ref, 0, 0)
	require.NoError(t, err)
	_, err = up.Write(noise(1 << 20))
	require.NoError(t, err)
	up.Abort()
	require.NoError(t, up.Close(), "after Abort it does nothing")

	down, err := p.DownloadVolume(t.Context(), ref, 0, 0)
	require.NoError(t, err)
	_, err = down.Read(make([]byte, 10))
	require.NoError(t, err)
	require.NoError(t, down.Close())
	require.NoError(t, down.Close())
	_, err = io.ReadAll(down)
	require.Error(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	up, err = p.UploadVolume(ctx, ref, 0, 0)
	require.NoError(t, err)
	cancel()
	require.Eventually(t, func() bool { _, err = up.Write(noise(300 << 10)); return err != nil }, waitLong, tick)
	require.Equal(t, novacron.Canceled, novacron.CodeOf(err), "%v", err)
	require.Equal(t, novacron.Canceled, novacron.CodeOf(up.Close()))

	// More than was said: libvirt refuses the whole.
	up, err = p.UploadVolume(t.Context(), ref, 0, 1<<20)
	require.NoError(t, err)
	_, _ = up.Write(noise(2 << 20))
	err = up.Close()
	require.Error(t, err)
	require.NotEqual(t, novacron.Internal, novacron.CodeOf(err), "%v", err)

	for _, missing := range []hypervisor.VolumeRef{{Pool: "default", Volume: "none"}, {Pool: "none", Volume: "none"}} {
		_, err = p.UploadVolume(t.Context(), missing, 0, 0)
		require.Equal(t, novacron.NotFound, novacron.CodeOf(err), "%v", err)
		_, err = p.DownloadVolume(t.Context(), missing, 0, 0)
		require.Equal(t, novacron.NotFound, novacron.CodeOf(err), "%v", err)
	}

	up, err = p.UploadVolume(t.Context(), ref, 0, 0)
	require.NoError(t, err)
	_, err = up.Write(noise(1 << 20))
	require.NoError(t, err)
	d.Kill()
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(up.Close()))
	d.Restart()
	require.Eventually(t, func() bool { return p.Info().Connected }, waitLong, tick)
	require.NoError(t, p.DeleteVolume(t.Context(), ref))
}

// TestUploadHoles: what is skipped takes no space and reads as zeros.
func TestUploadHoles(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	const size = 64 << 20
	ref, path := rawVolume(t, p, "holes.raw", size)
	content := make([]byte, size)
	copy(content[1<<20:], noise(4096))
	up, err := p.UploadVolume(t.Context(), ref, 0, 0)
	require.NoError(t, err)
	require.NoError(t, up.Skip(1<<20))
	_, err = up.Write(content[1<<20 : 2<<20])
	require.NoError(t, err)
	require.NoError(t, up.Skip(size-2<<20))
	require.NoError(t, up.Close())
	onDisk, err := os.ReadFile(d.Outside(path))
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(onDisk))
	var allocated uint64
	require.Eventually(t, func() bool { // libvirt looks again by itself after an upload
		v, err := p.Volume(t.Context(), ref)
		allocated = v.AllocationBytes
		return err == nil && allocated > 0 && allocated < 8<<20
	}, waitLong, tick, "%d", allocated)
}
