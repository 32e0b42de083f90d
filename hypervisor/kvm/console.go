package kvm

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// console is an open serial console. It has a connection of its own: go-libvirt
// hands a stream's data over while it holds the lock of its whole connection, so
// a slow reader would stop every other call.
type console struct {
	link *link
	out  *io.PipeWriter // what the user types
	in   *io.PipeReader // what the guest prints
	done chan struct{}

	once sync.Once
}

// OpenConsole attaches to the VM's first serial console.
func (p *Provider) OpenConsole(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	if err := p.consoleReady(ctx, id); err != nil {
		return nil, err
	}
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	uuid, err := parseID(id)
	if err != nil {
		return nil, err
	}
	ctx, cancel := p.bounded(ctx)
	defer cancel()
	l, err := s.events.dial(ctx)
	if err != nil {
		return nil, err
	}
	// Safe: refuse what another client holds, instead of sharing its bytes.
	flags := libvirt.DomainConsoleSafe
	if takeOver {
		flags = libvirt.DomainConsoleForce
	}
	c, err := openConsole(ctx, l, uuid, uint32(flags))
	if isNumber(err, libvirt.ErrOperationFailed) && !takeOver {
		return nil, novacron.Errorf(novacron.Conflict, "another client holds the console of vm %s", id).WithMend("take it over, or close virsh console")
	}
	return c, err
}

// consoleReady says in words that help why a VM has no console now.
func (p *Provider) consoleReady(ctx context.Context, id novacron.VMID) error {
	raw, err := onVM(ctx, p, id, readDomain)
	if err != nil {
		return err
	}
	if state := stateOf(raw.state); !state.Active() {
		return novacron.Errorf(novacron.WrongState, "vm %s has no console: it is %s", raw.name, state)
	}
	d, err := parseDomain(raw.live)
	if err != nil {
		return err
	}
	for _, c := range append(d.Devices.Consoles, d.Devices.Serials...) {
		if c.Type == "pty" {
			return nil
		}
	}
	return novacron.Errorf(novacron.Unsupported, "vm %s has no serial console that can be attached to", raw.name).
		WithMend("give it a <serial type='pty'/> and start it anew")
}

// openConsole starts the stream. libvirt's answer to the opening is not told
// by go-libvirt until the stream ends; but it reads what is to be sent only
// after a good answer, and that is how success is seen.
func openConsole(ctx context.Context, l *link, uuid libvirt.UUID, flags uint32) (*console, error) {
	guest, toUser := io.Pipe()
	fromUser, user := io.Pipe()
	c := &console{link: l, out: user, in: guest, done: make(chan struct{})}
	opened := make(chan struct{})
	var failed error
	go func() {
		defer close(c.done)
		defer l.close()
		d, err := l.lv.DomainLookupByUUID(uuid)
		if err == nil {
			typed := &announcing{Reader: fromUser, begun: opened}
			err = l.lv.DomainOpenConsoleBidirectional(d, nil, typed, toUser, flags)
		}
		failed = err
		_ = toUser.CloseWithError(io.EOF)
		_ = fromUser.CloseWithError(io.ErrClosedPipe)
	}()
	select {
	case <-opened:
		return c, nil
	case <-c.done:
		if failed == nil {
			failed = errors.New("the console ended at once")
		}
		return nil, mapError(failed)
	case <-ctx.Done():
		_ = c.Close()
		return nil, contextError(ctx)
	}
}

// Read returns what the guest prints; io.EOF when the VM or the console ends.
func (c *console) Read(b []byte) (int, error) { return c.in.Read(b) }

// Write types.
func (c *console) Write(b []byte) (int, error) { return c.out.Write(b) }

// Close lets go of the console.
func (c *console) Close() error {
	c.once.Do(func() {
		c.link.close()
		_ = c.in.Close()
		_ = c.out.Close()
	})
	<-c.done
	return nil
}

// announcing is a reader that tells when it is first read.
type announcing struct {
	io.Reader

	once  sync.Once
	begun chan struct{}
}

func (a *announcing) Read(b []byte) (int, error) {
	a.once.Do(func() { close(a.begun) })
	return a.Reader.Read(b)
}
