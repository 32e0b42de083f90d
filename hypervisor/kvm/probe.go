package kvm

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// probeLimit bounds the probe of KVM. It ends in a tenth of a second where KVM
// works, even emulated in a third of one; the rest is for a loaded host.
const probeLimit = 8 * time.Second

// probeResult is what the probe of KVM found.
type probeResult struct {
	err error // nil when the probe ran through
}

// prober boots a few bytes through KVM, without libvirt and without a disk.
//
// A KVM that opens, makes a vCPU and runs real-mode code may still be unable to
// run a kernel: seen with kvm-pvm, which emulates a guest kernel's instructions
// in software and fails at breakpoints and at SSE. So the bytes do what a
// kernel does; see testdata/probe.S.
type prober struct {
	emulator string // QEMU; found when empty
	accel    string // kvm when empty
	limit    time.Duration
}

// probeSteps says what the probe was about to do after each letter that it
// prints.
func probeSteps() map[byte]string {
	return map[byte]string{
		0: "real mode", 'A': "protected mode", 'B': "CPUID and page tables", 'C': "long mode", 'D': "a page fault",
		'E': "a breakpoint", 'F': "code in RAM", 'G': "SSE", 'H': "string instructions", 'I': "timer interrupts",
	}
}

// probeDone is the letter after the last step.
const probeDone = 'Z'

// onceProbe runs the probe when it is first asked for and keeps the result,
// unless that was cut short.
func onceProbe(pr prober) func(context.Context) probeResult {
	var mu sync.Mutex
	var known *probeResult
	return func(ctx context.Context) probeResult {
		mu.Lock()
		defer mu.Unlock()
		if known != nil {
			return *known
		}
		result := probeResult{pr.run(ctx)}
		if ctx.Err() == nil {
			known = &result
		}
		return result
	}
}

// run boots the probe and returns nil when it came to its end.
func (pr prober) run(ctx context.Context) error {
	if runtime.GOARCH != "amd64" {
		return fmt.Errorf("there is no probe for %s", runtime.GOARCH)
	}
	if pr.accel == "" {
		pr.accel = "kvm"
		if err := canOpen("/dev/kvm"); err != nil {
			return err
		}
	}
	emulator, err := pr.findEmulator()
	if err != nil {
		return err
	}
	rom, err := writeROM()
	if err != nil {
		return err
	}
	defer os.Remove(rom) //nolint:errcheck // a temporary file
	ctx, cancel := context.WithTimeout(ctx, pr.limit)
	defer cancel()
	return pr.boot(ctx, emulator, rom)
}

// canOpen says in words that help why a device cannot be used.
func canOpen(device string) error {
	f, err := os.OpenFile(device, os.O_RDWR, 0)
	switch {
	case err == nil:
		return f.Close()
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("there is no %s", device)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("this account may not open %s; add it to the group kvm", device)
	}
	return err
}

// findEmulator finds QEMU under the names that distributions give it.
func (pr prober) findEmulator() (string, error) {
	if pr.emulator != "" {
		return pr.emulator, nil
	}
	for _, name := range []string{"qemu-system-x86_64", "/usr/libexec/qemu-kvm", "/usr/bin/kvm"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("QEMU is not installed")
}

func writeROM() (string, error) {
	rom, err := probeROM()
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "novacron-probe-*.rom")
	if err != nil {
		return "", err
	}
	_, err = f.Write(rom)
	return f.Name(), errors.Join(err, f.Close())
}

// boot runs QEMU until the probe is through, QEMU gives up, or ctx ends.
func (pr prober) boot(ctx context.Context, emulator, rom string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, emulator, "-accel", pr.accel, "-machine", "q35", "-m", "64", "-display", "none",
		"-nodefaults", "-no-user-config", "-no-reboot", "-bios", rom, "-serial", "stdio")
	complaints := &complaints{giveUp: cancel}
	cmd.Stderr = complaints
	cmd.WaitDelay = time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run QEMU: %w", err)
	}
	last := lastStep(out)
	timeout := errors.Is(ctx.Err(), context.DeadlineExceeded)
	cancel()
	_ = cmd.Wait() // it was killed, or says why on stderr
	switch {
	case last == probeDone:
		return nil
	case complaints.String() != "":
		return fmt.Errorf("the probe stopped at %s: %s", probeSteps()[last], complaints)
	case timeout:
		return fmt.Errorf("the probe hung at %s", probeSteps()[last])
	}
	return fmt.Errorf("the probe stopped at %s", probeSteps()[last])
}

// lastStep reads letters until the end, and returns the last one.
func lastStep(out io.Reader) byte {
	var last byte
	r := bufio.NewReader(out)
	for {
		b, err := r.ReadByte()
		if err != nil {
			return last
		}
		if last = b; b == probeDone {
			return last
		}
	}
}

// complaints keeps what QEMU says of KVM, and gives up at its first internal
// error: QEMU would stand still then, for a debugger.
type complaints struct {
	giveUp func()

	mu   sync.Mutex
	text bytes.Buffer
}

func (c *complaints) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.text.Len() < 1<<16 {
		c.text.Write(b)
	}
	if bytes.Contains(c.text.Bytes(), []byte("KVM internal error")) {
		c.giveUp()
	}
	return len(b), nil
}

// String is the first complaint that is no mere warning.
func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for line := range strings.Lines(c.text.String()) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, "warning:") && !strings.Contains(line, "terminating on signal") {
			return line
		}
	}
	return ""
}
