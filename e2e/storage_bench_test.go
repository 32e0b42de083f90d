package e2e_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// uploadSize is what the promise is about: 2 GiB.
const uploadSize = 2 << 30

// browserChunk is what one request of the browser's program carries
// (ui/web/src/api/uploads.ts).
const browserChunk = 16 << 20

// BenchmarkUpload2GiB is an upload through the API, checksum and inspection
// included, beside virsh vol-upload of the same file onto the same disk, and how
// much the appliance's memory grows meanwhile: over the local socket in one
// request, and over HTTPS in requests of the browser's size.
func BenchmarkUpload2GiB(b *testing.B) {
	b.Run("socket", func(b *testing.B) { benchUpload(b, (*process.Process).Client, uploadSize) })
	b.Run("https", func(b *testing.B) {
		benchUpload(b, func(p *process.Process) *client.Client { return overHTTPS(b, p) }, browserChunk)
	})
}

// overHTTPS is a client as a browser is one: TLS, and a session's secret with
// each request.
func overHTTPS(b *testing.B, p *process.Process) *client.Client {
	b.Helper()
	code, err := p.Client().NewSetupCode(b.Context(), novacron.Mutation{})
	require.NoError(b, err)
	login, err := p.Client().Setup(b.Context(), novacron.Setup{Code: code, Name: "admin", Password: "correct horse battery"})
	require.NoError(b, err)
	c, err := client.New(client.Options{Server: "https://" + p.Address(), Token: login.Secret, Insecure: true})
	require.NoError(b, err)
	b.Cleanup(func() { _ = c.Close() })
	return c
}

func benchUpload(b *testing.B, clientOf func(*process.Process) *client.Client, chunk int64) {
	b.Helper()
	d := kvmtest.StartDaemon(b)
	address, err := process.FreeAddress()
	require.NoError(b, err)
	p := startBench(b, process.Options{Binary: binary, Command: "serve", Dir: shortDir(b), Listen: address, Args: []string{"--libvirt", d.URI()}})
	connected(b, p.Client())
	defaultPool(b, p.Client())
	c := clientOf(p)
	file := filepath.Join(d.Dir(), "source.raw")
	writeNoise(b, file, uploadSize)
	var ours, theirs time.Duration
	var growth float64
	for n := 0; b.Loop(); n++ {
		name := fmt.Sprintf("theirs-%d.raw", n)
		d.Virsh("vol-create-as", "default", name, fmt.Sprint(uploadSize), "--format", "raw", "--allocation", "0")
		began := settled()
		d.Virsh("vol-upload", "--pool", "default", name, file)
		theirs += time.Since(began)
		d.Virsh("vol-delete", "--pool", "default", name)

		before := resident(b, p.PID())
		most := watchResident(b, p.PID())
		began = settled()
		v := uploadFile(b, c, fmt.Sprintf("ours-%d.raw", n), file, chunk)
		ours += time.Since(began)
		growth = max(growth, most()-before)
		op, err := p.Client().DeleteVolume(b.Context(), v, novacron.Mutation{})
		succeeded(b, p.Client(), op, err)
	}
	b.ReportMetric(float64(b.N)*uploadSize/(1<<20)/theirs.Seconds(), "MiB/s-virsh")
	b.ReportMetric(float64(b.N)*uploadSize/(1<<20)/ours.Seconds(), "MiB/s-api")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-virsh")
	b.ReportMetric(growth, "MiB-growth")
	b.ReportMetric(0, "ns/op")
}

// settled lets everything that waits for the disk get there, so that no one
// writes before the other's backlog, and returns the time then.
func settled() time.Time {
	syscall.Sync()
	return time.Now()
}

// watchResident returns what tells the most memory that the process had since.
func watchResident(b *testing.B, pid int) (most func() float64) {
	b.Helper()
	var top atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			top.Store(max(top.Load(), uint64(resident(b, pid))))
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		return float64(top.Load())
	}
}

// uploadFile sends a file in requests of so many bytes, one after the other.
func uploadFile(b *testing.B, c *client.Client, name, file string, chunk int64) novacron.VolumeID {
	b.Helper()
	f, err := os.Open(file)
	require.NoError(b, err)
	defer f.Close()
	up, err := c.CreateUpload(b.Context(), novacron.CreateUpload{Pool: "default", Name: name, SizeBytes: uploadSize})
	require.NoError(b, err)
	for at := int64(0); at < uploadSize; at += chunk {
		_, err = c.WriteUpload(b.Context(), up.ID, uint64(at), io.NewSectionReader(f, at, chunk))
		require.NoError(b, err)
	}
	succeeded(b, c, novacron.Operation{ID: up.ID}, nil)
	return up.Volume
}

func writeNoise(b *testing.B, file string, size int64) {
	b.Helper()
	f, err := os.Create(file)
	require.NoError(b, err)
	defer f.Close()
	part := make([]byte, 16<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(part)
	for ; size > 0; size -= int64(len(part)) {
		_, err := io.Copy(f, bytes.NewReader(part))
		require.NoError(b, err)
	}
}
