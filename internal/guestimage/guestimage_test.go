package guestimage_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/guestimage"
)

func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is not installed", p)
			}
			t.Skipf("%s is not installed", p)
		}
	}
}

func build(t *testing.T) (guestimage.Image, string) {
	t.Helper()
	need(t, "apt-get", "apt-cache", "dpkg-deb")
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	image, err := guestimage.Build(ctx, dir)
	require.NoError(t, err)
	return image, dir
}

func TestBuild(t *testing.T) {
	image, dir := build(t)
	require.Positive(t, size(t, image.Kernel))
	again, err := guestimage.Build(t.Context(), dir)
	require.NoError(t, err)
	require.Equal(t, image, again)
	entries, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, entries, 2, "the image and the lock; nothing is left of the work")

	need(t, "cpio")
	f, err := os.Open(image.Initrd)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	list := exec.Command("cpio", "-itv", "--quiet")
	list.Stdin = bytes.NewReader(text)
	out, err := list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, name := range []string{"init", "bin/busybox", "bin/sh -> busybox", "dev/console", "etc/acpi/PWRF/00000080"} {
		require.Contains(t, string(out), " "+name+"\n")
	}
}

func TestExtend(t *testing.T) {
	dir := t.TempDir()
	first := filepath.Join(dir, "first")
	require.NoError(t, os.WriteFile(first, []byte("odd"), 0o600))
	image, err := guestimage.Image{Kernel: "k", Initrd: first}.Extend(filepath.Join(dir, "second"), map[string][]byte{"bin/x": []byte("#!/bin/sh\n")})
	require.NoError(t, err)
	require.Equal(t, "k", image.Kernel)
	text, err := os.ReadFile(image.Initrd)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(text, []byte("odd\x00070701")), "on a multiple of four")
	require.Contains(t, string(text), "bin/x\x00")
	_, err = image.Extend(first, nil)
	require.Error(t, err, "what is there stays")
	_, err = guestimage.Image{Initrd: filepath.Join(dir, "none")}.Extend(filepath.Join(dir, "third"), nil)
	require.Error(t, err)
}

func TestBuildCanceled(t *testing.T) {
	need(t, "apt-cache")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := guestimage.Build(ctx, t.TempDir())
	require.Error(t, err)
}

func TestBuildNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := guestimage.Build(t.Context(), file)
	require.ErrorContains(t, err, "build guest image")
}

// TestBoot boots the guest in QEMU without libvirt, types into its shell and
// presses its power button.
func TestBoot(t *testing.T) {
	if testing.Short() {
		t.Skip("it boots a guest; run without -short")
	}
	image, dir := build(t)
	need(t, "qemu-system-x86_64")
	monitor := filepath.Join(dir, "monitor")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	qemu := exec.CommandContext(ctx, "qemu-system-x86_64", "-accel", "tcg", "-machine", "q35", "-cpu", "Nehalem", "-m", "128M",
		"-nodefaults", "-display", "none", "-no-reboot", "-kernel", image.Kernel, "-initrd", image.Initrd,
		"-append", image.Cmdline, "-serial", "stdio", "-monitor", "unix:"+monitor+",server,nowait")
	in, err := qemu.StdinPipe()
	require.NoError(t, err)
	out, err := qemu.StdoutPipe()
	require.NoError(t, err)
	qemu.Stderr = os.Stderr
	start := time.Now()
	require.NoError(t, qemu.Start())
	lines := bufio.NewScanner(out)
	await := func(text string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), text) {
				return
			}
		}
		t.Fatalf("the guest never printed %q", text)
	}
	await(guestimage.Ready)
	t.Logf("ready after %s", time.Since(start).Round(10*time.Millisecond))
	await(guestimage.Heartbeat + "2")
	_, err = in.Write([]byte("echo $((6*7))-answers\n"))
	require.NoError(t, err)
	await("42-answers")
	_, err = in.Write([]byte("sleep 3; echo quiet\n"))
	require.NoError(t, err)
	var heard []string
	for lines.Scan() && lines.Text() != "quiet" && len(heard) < 20 {
		heard = append(heard, lines.Text())
	}
	beats := strings.Count(strings.Join(heard, "\n"), guestimage.Heartbeat)
	require.LessOrEqual(t, beats, 1, "one may be under way; who types is not talked over: %q", heard)

	conn, err := net.Dial("unix", monitor)
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("system_powerdown\n"))
	require.NoError(t, err)
	await("power button pressed")
	require.NoError(t, qemu.Wait())
}

// TestDisk boots a disk by its own boot loader, as a firmware does.
func TestDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("it boots a guest; run without -short")
	}
	need(t, "qemu-system-x86_64", "qemu-img", "mke2fs", "grub-mkimage")
	image, dir := build(t)
	path := filepath.Join(dir, "disk.qcow2")
	require.NoError(t, guestimage.Disk(t.Context(), image, "novacron.heartbeat=0 word=swordfish", path))
	out, err := exec.Command("qemu-img", "check", path).CombinedOutput()
	require.NoError(t, err, "%s", out)

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	qemu := exec.CommandContext(ctx, "qemu-system-x86_64", "-accel", "tcg", "-cpu", "Nehalem", "-m", "128M",
		"-nodefaults", "-display", "none", "-no-reboot", "-drive", "if=virtio,format=qcow2,file="+path, "-serial", "stdio")
	in, err := qemu.StdinPipe()
	require.NoError(t, err)
	serial, err := qemu.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, qemu.Start())
	seen, asked := "", false
	for lines := bufio.NewScanner(serial); lines.Scan(); {
		seen += lines.Text() + "\n"
		if !asked && strings.Contains(seen, guestimage.Ready) {
			asked = true
			_, err = in.Write([]byte("cat /proc/cmdline; poweroff -f\n"))
			require.NoError(t, err)
		}
	}
	require.NoError(t, qemu.Wait(), "%s", seen)
	require.Contains(t, seen, "word=swordfish")
}

func TestDiskOfNothing(t *testing.T) {
	err := guestimage.Disk(t.Context(), guestimage.Image{Kernel: "none", Initrd: "none"}, "", filepath.Join(t.TempDir(), "disk"))
	require.ErrorContains(t, err, "make guest disk")
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Size()
}
