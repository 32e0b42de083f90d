// Package process runs the built novacron binary as a process of its own, for
// the tests and benchmarks that need one that can be killed.
package process

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/novacron/novacron/api/client"
)

// Options say how to run the binary.
type Options struct {
	Binary  string   // path of the binary
	Command string   // serve or demo
	Dir     string   // data directory; the socket lies in it
	Listen  string   // address of HTTPS; none when empty
	Args    []string // further arguments

	ReadyWithin time.Duration // how long a start may take; readyWithin when 0
}

// Process is a running novacron.
type Process struct {
	opts   Options
	cmd    *exec.Cmd
	client *client.Client
	output lockedBuffer
	exited chan struct{}
	ready  time.Duration
}

// readyWithin is how long a start may take, and a stop, before it counts as failed.
const readyWithin = 30 * time.Second

// Build compiles the binary of the tree at root into dir.
func Build(ctx context.Context, root, dir string) (string, error) {
	path := filepath.Join(dir, "novacron")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, ".")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build novacron: %w: %s", err, out)
	}
	return path, nil
}

// Start runs the binary and returns when it answers on its socket.
func Start(ctx context.Context, opts Options) (*Process, error) {
	p := &Process{opts: opts, exited: make(chan struct{})}
	args := append([]string{opts.Command, "--data-dir", opts.Dir, "--listen", opts.Listen, "--socket", p.Socket()}, opts.Args...)
	// It outlives ctx, which bounds the start: Kill and Stop end it.
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), opts.Binary, args...)
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var err error
	if p.client, err = client.New(client.Options{Server: "unix://" + p.Socket()}); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start novacron: %w", err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in the output
		close(p.exited)
	}()
	if err := p.awaitReady(ctx); err != nil {
		p.Kill()
		return nil, fmt.Errorf("%w\n%s", err, p.Output())
	}
	p.ready = time.Since(began)
	return p, nil
}

func (p *Process) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(p.opts.ReadyWithin, readyWithin))
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if p.client.Ready(ctx) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("novacron did not become ready in time")
		case <-p.exited:
			return errors.New("novacron ended")
		case <-tick.C:
		}
	}
}

// Client speaks to the process over its socket, as root.
func (p *Process) Client() *client.Client { return p.client }

// Socket is the path of its socket.
func (p *Process) Socket() string { return filepath.Join(p.opts.Dir, "s.sock") }

// Address is where it serves HTTPS; empty when it does not.
func (p *Process) Address() string { return p.opts.Listen }

// PID is its process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// ReadyAfter is how long it took from its start until it answered.
func (p *Process) ReadyAfter() time.Duration { return p.ready }

// Output is what it has printed so far.
func (p *Process) Output() string { return p.output.String() }

// Kill ends it as a crash does, and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // an error says that it ended already
	p.gone()
}

// Stop asks it to end, and waits until it did.
func (p *Process) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
	case <-time.After(readyWithin):
		p.Kill()
		return errors.New("novacron did not stop when it was asked to")
	}
	p.gone()
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("novacron ended with status %d:\n%s", code, p.Output())
	}
	return nil
}

func (p *Process) gone() {
	<-p.exited
	_ = p.client.Close()
}

// FreeAddress returns a loopback address that nothing listens on now.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// lockedBuffer is a bytes.Buffer for a writer and a reader at the same time.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

var _ io.Writer = (*lockedBuffer)(nil)

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
