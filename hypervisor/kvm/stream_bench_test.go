package kvm_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// BenchmarkUpload is our stream beside virsh vol-upload of the same file onto
// the same disk.
func BenchmarkUpload(b *testing.B) {
	const size = 512 << 20
	d := kvmtest.StartDaemon(b)
	p := kvm.New(kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	require.NoError(b, p.Open(b.Context()))
	b.Cleanup(func() { _ = p.Close() })
	require.Eventually(b, func() bool { return p.Info().Connected }, waitLong, tick)
	file := filepath.Join(d.Dir(), "source.raw")
	writeNoise(b, file, size)
	ref := hypervisor.VolumeRef{Pool: "default", Volume: "bench.raw"}
	_, err := p.EnsureVolume(b.Context(), novacron.Disk{Pool: ref.Pool, Volume: ref.Volume, Format: "raw", SizeBytes: size})
	require.NoError(b, err)
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		d.Virsh("vol-upload", "--pool", "default", ref.Volume, file)
		theirs += time.Since(began)
		began = time.Now()
		uploadFile(b, p, ref, file)
		ours += time.Since(began)
	}
	b.ReportMetric(float64(b.N)*size/(1<<20)/theirs.Seconds(), "MiB/s-virsh")
	b.ReportMetric(float64(b.N)*size/(1<<20)/ours.Seconds(), "MiB/s-ours")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-virsh")
	b.ReportMetric(0, "ns/op")
}

func writeNoise(b *testing.B, file string, size int64) {
	b.Helper()
	f, err := os.Create(file)
	require.NoError(b, err)
	defer f.Close()
	part := noise(16 << 20)
	for ; size > 0; size -= int64(len(part)) {
		_, err := io.Copy(f, bytes.NewReader(part))
		require.NoError(b, err)
	}
}

func uploadFile(b *testing.B, p *kvm.Provider, ref hypervisor.VolumeRef, file string) {
	b.Helper()
	f, err := os.Open(file)
	require.NoError(b, err)
	defer f.Close()
	up, err := p.UploadVolume(b.Context(), ref, 0, 0)
	require.NoError(b, err)
	_, err = io.Copy(up, f)
	require.NoError(b, err)
	require.NoError(b, up.Close())
}
