package diskimage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/internal/diskimage/diskimagetest"
)

func inspect(t *testing.T, file []byte, options diskimage.Options) (diskimage.Info, error) {
	t.Helper()
	return diskimage.Inspect(t.Context(), bytes.NewReader(file), int64(len(file)), options)
}

func TestEveryMaliciousFileIsRefusedWithItsReason(t *testing.T) {
	corpus := diskimagetest.Corpus()
	require.Greater(t, len(corpus), 100)
	for _, c := range corpus {
		t.Run(c.Name, func(t *testing.T) {
			_, err := inspect(t, c.File, diskimage.Options{Expect: c.Expect})
			require.Error(t, err)
			require.Equal(t, c.Reason, diskimage.ReasonOf(err), "%v", err)
			for _, r := range err.Error() {
				require.True(t, r >= ' ' && r != 0x7f, "control characters in %q", err.Error())
			}
		})
	}
}

func TestTheFilesThatTheCorpusIsMadeOfAreGood(t *testing.T) {
	for name, file := range map[string]diskimagetest.File{
		"qcow2": diskimagetest.QCOW2(), "vmdk": diskimagetest.VMDK("createType=\"monolithicSparse\"\nRW 2048 SPARSE \"x.vmdk\"\n"),
		"vdi": diskimagetest.VDI(), "vpc": diskimagetest.VHD(2), "qed": diskimagetest.QED(),
	} {
		info, err := inspect(t, file, diskimage.Options{})
		require.NoError(t, err, name)
		require.Equal(t, diskimage.Format(name), info.Format)
		require.EqualValues(t, 1<<20, info.VirtualSizeBytes, name)
		require.False(t, info.Partial)
	}
}

func TestARefusalShowsTheBackingFile(t *testing.T) {
	for _, c := range diskimagetest.Corpus() {
		if c.Name == "backing file with a format" {
			info, err := inspect(t, c.File, diskimage.Options{})
			require.Error(t, err)
			require.Equal(t, "/etc/passwd", info.Backing)
			require.Equal(t, "raw", info.BackingFormat)
		}
	}
}

func TestTheLimitOfTheVirtualSize(t *testing.T) {
	_, err := inspect(t, diskimagetest.QCOW2(), diskimage.Options{MaxVirtualSizeBytes: 1<<20 - 1})
	require.Equal(t, diskimage.Absurd, diskimage.ReasonOf(err))
	_, err = inspect(t, make([]byte, 1<<20), diskimage.Options{MaxVirtualSizeBytes: 1 << 19, Expect: diskimage.Raw})
	require.Equal(t, diskimage.Absurd, diskimage.ReasonOf(err))
}

func TestTheBudgetEndsTheReadingOfTables(t *testing.T) {
	info, err := inspect(t, diskimagetest.QCOW2(), diskimage.Options{MaxTableBytes: 1})
	require.NoError(t, err)
	require.True(t, info.Partial)
}

func TestARawDiskIsBelievedWhenSaid(t *testing.T) {
	info, err := inspect(t, make([]byte, 1000), diskimage.Options{Expect: diskimage.Raw})
	require.NoError(t, err)
	require.Equal(t, diskimage.Raw, info.Format)
	require.EqualValues(t, 1024, info.VirtualSizeBytes)
}

type brokenReader struct{ err error }

func (r brokenReader) ReadAt([]byte, int64) (int, error) { return 0, r.err }

func TestAFailureToReadIsNoRefusal(t *testing.T) {
	failure := errors.New("the disk is on fire")
	_, err := diskimage.Inspect(t.Context(), brokenReader{failure}, 1<<20, diskimage.Options{})
	require.ErrorIs(t, err, failure)
	require.Empty(t, diskimage.ReasonOf(err))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = diskimage.Inspect(ctx, bytes.NewReader(diskimagetest.QCOW2()), diskimagetest.End, diskimage.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestAFileShorterThanSaidIsTruncated(t *testing.T) {
	_, err := diskimage.Inspect(t.Context(), bytes.NewReader(make([]byte, 1<<20)), 2<<20, diskimage.Options{Expect: diskimage.Raw})
	require.Equal(t, diskimage.Truncated, diskimage.ReasonOf(err))
}

// sparse is a file of any length whose bytes repeat.
type sparse struct{ piece []byte }

func (s sparse) ReadAt(p []byte, off int64) (int, error) {
	for n := range p {
		p[n] = s.piece[(off+int64(n))%int64(len(s.piece))]
	}
	return len(p), nil
}

func TestAFileOfAnExabyteEndsSoon(t *testing.T) {
	for _, c := range diskimagetest.Corpus() {
		if len(c.File) == 0 {
			continue
		}
		_, err := diskimage.Inspect(t.Context(), sparse{c.File}, 1<<60, diskimage.Options{MaxTableBytes: 4 << 20, MaxVirtualSizeBytes: 1 << 61})
		if err != nil {
			require.NotEmpty(t, diskimage.ReasonOf(err), "%s: %v", c.Name, err)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, c := range diskimagetest.Corpus() {
		if len(c.File) <= 64<<10 {
			f.Add(c.File, string(c.Expect))
		}
	}
	f.Add([]byte(small()), "")
	f.Add([]byte(small().Put64(72, 1)), "")
	f.Fuzz(func(t *testing.T, file []byte, expect string) {
		info, err := inspect(t, file, diskimage.Options{Expect: diskimage.Format(expect), MaxTableBytes: 1 << 20})
		if err != nil {
			require.NotEmpty(t, diskimage.ReasonOf(err))
			return
		}
		require.Positive(t, info.VirtualSizeBytes)
		require.Empty(t, info.Backing)
	})
}

// small is a good qcow2 file in six clusters of 512 bytes, which fuzzing changes faster than a large one.
func small() diskimagetest.File {
	const cluster = 512
	file := make(diskimagetest.File, 6*cluster).Text(0, "QFI\xfb").Put32(4, 3).Put32(20, 9).Put64(24, 4096)
	file.Put32(36, 1).Put64(40, 3*cluster).Put64(48, cluster).Put32(56, 1).Put32(96, 4).Put32(100, 112)
	file.Put64(cluster, 2*cluster).Put64(3*cluster, 4*cluster|1<<63).Put64(4*cluster, 5*cluster|1<<63)
	for n := range 6 {
		file.Text(2*cluster+2*n, "\x00\x01")
	}
	return file
}

func TestTheSmallFileIsGood(t *testing.T) {
	info, err := inspect(t, small(), diskimage.Options{})
	require.NoError(t, err)
	require.EqualValues(t, 512, info.ClusterSizeBytes)
}

// qemuImg runs the judge.
func qemuImg(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "qemu-img", args...).CombinedOutput()
	require.NoError(t, err, "qemu-img %s: %s", strings.Join(args, " "), out)
	return string(out)
}

// needQemuImg skips where the judge is missing, and fails in CI.
func needQemuImg(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("qemu-img"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("qemu-img is missing: make deps")
		}
		t.Skip("qemu-img is missing: make deps")
	}
}

// content is a raw disk of 24 MiB with data here and there.
func content(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "content.raw")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, file.Truncate(24<<20))
	for at := int64(0); at < 24<<20; at += 3 << 20 {
		_, err := file.WriteAt(bytes.Repeat([]byte("content "), 20000), at)
		require.NoError(t, err)
	}
	require.NoError(t, file.Close())
	return path
}

// agree compares the inspection of a file with the judge's.
func agree(t *testing.T, path, format string) diskimage.Info {
	t.Helper()
	var judged struct {
		VirtualSize int64 `json:"virtual-size"`
		ClusterSize int64 `json:"cluster-size"`
		Format      string
		Snapshots   []struct{ ID string }
	}
	require.NoError(t, json.Unmarshal([]byte(qemuImg(t, "info", "--output=json", "-f", format, path)), &judged))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	stat, err := file.Stat()
	require.NoError(t, err)
	info, err := diskimage.Inspect(t.Context(), file, stat.Size(), diskimage.Options{})
	require.NoError(t, err)
	require.Equal(t, format, string(info.Format))
	require.Equal(t, judged.VirtualSize, info.VirtualSizeBytes)
	if judged.ClusterSize != 0 {
		require.Equal(t, judged.ClusterSize, info.ClusterSizeBytes)
	}
	require.Len(t, judged.Snapshots, info.Snapshots)
	require.False(t, info.Partial)
	return info
}

func TestWhatQemuImgMakesIsAccepted(t *testing.T) {
	needQemuImg(t)
	raw := content(t)
	for _, c := range []struct{ name, format, options string }{
		{"qcow2", "qcow2", ""},
		{"version 2", "qcow2", "compat=0.10"},
		{"smallest clusters", "qcow2", "cluster_size=512"},
		{"largest clusters", "qcow2", "cluster_size=2M"},
		{"extended L2", "qcow2", "extended_l2=on,cluster_size=128k"},
		{"refcounts of 1 bit", "qcow2", "refcount_bits=1"},
		{"refcounts of 64 bits", "qcow2", "refcount_bits=64"},
		{"lazy refcounts", "qcow2", "lazy_refcounts=on"},
		{"preallocated metadata", "qcow2", "preallocation=metadata"},
		{"preallocated", "qcow2", "preallocation=falloc"},
		{"zlib", "qcow2", "-c"},
		{"zstd", "qcow2", "compression_type=zstd -c"},
		{"small clusters, compressed", "qcow2", "cluster_size=4k -c"},
		{"vmdk", "vmdk", ""},
		{"vmdk stream", "vmdk", "subformat=streamOptimized"},
		{"vdi", "vdi", ""},
		{"vdi, static", "vdi", "static=on"},
		{"vhd", "vpc", ""},
		{"vhd, exact", "vpc", "force_size=on"},
		{"vhd, fixed", "vpc", "subformat=fixed"},
		{"vhdx", "vhdx", ""},
		{"vhdx, fixed", "vhdx", "subformat=fixed"},
		{"qed", "qed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "disk")
			options, compress, _ := strings.Cut(c.options, "-c")
			args := []string{"convert", "-f", "raw", "-O", c.format}
			if strings.HasSuffix(c.options, "-c") {
				args = append(args, "-c")
			}
			require.Empty(t, compress)
			if options = strings.TrimSpace(options); options != "" {
				args = append(args, "-o", options)
			}
			qemuImg(t, append(args, raw, path)...)
			agree(t, path, c.format)
		})
	}
}

func TestEmptyAndLargeDisksOfQemuImg(t *testing.T) {
	needQemuImg(t)
	for _, c := range []struct{ format, size, options string }{
		{"qcow2", "1G", "compat=1.1"},
		{"qcow2", "10T", "compat=1.1"},
		{"qcow2", "100G", "preallocation=metadata"},
		{"qcow2", "512", "compat=0.10"},
		{"vmdk", "1T", "subformat=monolithicSparse"},
		{"vdi", "1T", "static=off"},
		{"vpc", "100G", "force_size=on"},
		{"vhdx", "1T", "subformat=dynamic"},
	} {
		path := filepath.Join(t.TempDir(), "disk")
		qemuImg(t, "create", "-f", c.format, "-o", c.options, path, c.size)
		agree(t, path, c.format)
	}
}

func TestSnapshotsAndBitmapsOfQemuImg(t *testing.T) {
	needQemuImg(t)
	path := filepath.Join(t.TempDir(), "disk.qcow2")
	qemuImg(t, "convert", "-f", "raw", "-O", "qcow2", content(t), path)
	qemuImg(t, "snapshot", "-c", "first", path)
	qemuImg(t, "bitmap", "--add", path, "changes")
	qemuImg(t, "snapshot", "-c", "second", path)
	info := agree(t, path, "qcow2")
	require.Equal(t, 1, info.Bitmaps)
	require.Equal(t, 2, info.Snapshots)
	qemuImg(t, "check", path)
}

// What is refused as broken must be broken in the judge's eyes, too, but for what QEMU overlooks or leaves to the user.
func TestWhatTheJudgeCallsCleanIsRefusedOnlyForWhatItAsks(t *testing.T) {
	needQemuImg(t)
	broken := map[diskimage.Reason]bool{diskimage.Corrupt: true, diskimage.Overlap: true, diskimage.Cycle: true, diskimage.Truncated: true}
	allowed := map[string]bool{
		"compression without its bit": true, "marked as corrupt": true, "L2 entry to the header": true, "extended entries in small clusters": true,
	}
	for _, c := range diskimagetest.Corpus() {
		if !bytes.HasPrefix(c.File, []byte("QFI\xfb")) || !broken[c.Reason] || allowed[c.Name] {
			continue
		}
		path := filepath.Join(t.TempDir(), "disk.qcow2")
		require.NoError(t, os.WriteFile(path, c.File, 0o600))
		out, err := exec.CommandContext(t.Context(), "qemu-img", "check", "-f", "qcow2", path).CombinedOutput()
		require.Error(t, err, "%s: refused as %s, but the judge says: %s", c.Name, c.Reason, out)
	}
}
