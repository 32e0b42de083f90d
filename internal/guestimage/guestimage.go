package guestimage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Ready is what the guest prints on its serial console, at the beginning of a
// line, when it has booted.
const Ready = "NovaCron micro guest ready"

// Heartbeat begins the line that it then prints every second, until somebody
// types at its console: from then on the console is the shell's alone.
const Heartbeat = "heartbeat "

// MemoryBytes is what the guest needs.
const MemoryBytes = 128 << 20

// Image is a guest to be booted.
type Image struct {
	Kernel  string // path
	Initrd  string // path
	Cmdline string
}

// Cmdline is the kernel's command line: everything to the serial console, and a
// guest that panics reboots instead of standing still.
const Cmdline = "console=ttyS0 quiet panic=1"

// Options say what an image has beside what every VM needs.
type Options struct {
	// Hardware is for a guest that is given devices of its host: Debian's general
	// kernel, with drivers for USB storage and Intel's network cards, and VLANs.
	Hardware bool
}

// Build makes the image in dir, or finds it made there before from the same
// packages. Several processes may build in one dir at once; one does.
func Build(ctx context.Context, dir string) (Image, error) {
	return BuildWith(ctx, dir, Options{})
}

// BuildWith is Build for an image with more.
func BuildWith(ctx context.Context, dir string, options Options) (Image, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Image{}, fmt.Errorf("build guest image: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Image{}, fmt.Errorf("build guest image: %w", err)
	}
	unlock, err := lock(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return Image{}, fmt.Errorf("build guest image: %w", err)
	}
	defer unlock()
	image, err := build(ctx, dir, options)
	if err != nil {
		return Image{}, fmt.Errorf("build guest image: %w", err)
	}
	return image, nil
}

func build(ctx context.Context, dir string, options Options) (Image, error) {
	src, err := findSources(ctx, options)
	if err != nil {
		return Image{}, err
	}
	final := filepath.Join(dir, "image-"+src.key())
	image := Image{Kernel: filepath.Join(final, "vmlinuz"), Initrd: filepath.Join(final, "initrd"), Cmdline: Cmdline}
	if _, err := os.Stat(final); err == nil {
		return image, nil
	}
	removeLeftovers(dir)
	work, err := os.MkdirTemp(dir, "work-")
	if err != nil {
		return Image{}, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // what is left is in the way of nothing
	out := filepath.Join(work, "image")
	if err := os.Mkdir(out, 0o755); err != nil {
		return Image{}, err
	}
	if err := src.assemble(ctx, work, out); err != nil {
		return Image{}, err
	}
	return image, os.Rename(out, final)
}

// removeLeftovers removes what a build that was killed left. The lock is held.
func removeLeftovers(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "work-*"))
	for _, path := range left {
		_ = os.RemoveAll(path)
	}
}

// key names what the image is made of.
func (s sources) key() string {
	h := sha256.New()
	fmt.Fprintln(h, "1", s.kernel, s.busybox, s.busyboxSum, initScript, powerScript, s.order)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// lock takes a lock that other processes respect, and waits for it until ctx
// ends.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	locked := make(chan error, 1)
	go func() { locked <- syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }()
	select {
	case err = <-locked:
	case <-ctx.Done():
		// The waiting call keeps the file; it lets go of it when its turn comes.
		go func() { _ = errors.Join(<-locked, f.Close()) }()
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}

// copyFile copies a file and makes it readable to everybody.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fs.FileMode(0o644))
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
