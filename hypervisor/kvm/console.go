package kvm

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/novacron"
)

// maxStreamPacket is how much of what is typed goes into one packet: half of
// what libvirt's protocol allows at the least.
const maxStreamPacket = 128 << 10

// OpenConsole attaches to the VM's first serial console.
func (p *Provider) OpenConsole(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	found, err := p.screen(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := found.canSerial(); err != nil {
		return nil, err
	}
	d := found.domain
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	// Safe: refuse what another client holds, instead of sharing its bytes.
	flags := libvirt.DomainConsoleSafe
	if takeOver {
		flags = libvirt.DomainConsoleForce
	}
	ctx, cancel := p.bounded(ctx)
	defer cancel()
	c, err := openConsole(ctx, s.events.endpoint, d, flags)
	if isNumber(err, libvirt.ErrOperationFailed) && !takeOver {
		return nil, novacron.Errorf(novacron.Conflict, "another client holds the console of vm %s", d.Name).WithMend("take it over, or close virsh console")
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// console is an open serial console with a connection of its own. The stream
// is spoken here, over go-libvirt's socket: its own stream calls hand data over
// while they hold the lock of the connection, and never come back when the
// reader ends before the stream does.
type console struct {
	wire *wire
	in   *io.PipeReader // what the guest prints
	once sync.Once
}

func openConsole(ctx context.Context, e endpoint, d libvirt.Domain, flags libvirt.DomainConsoleFlags) (*console, error) {
	in, printed := io.Pipe()
	w, err := dialWire(ctx, e, func(h *socket.Header, payload []byte) { route(printed, h, payload) })
	if err != nil {
		return nil, err
	}
	go func() {
		<-w.conn.gone
		_ = printed.CloseWithError(io.EOF)
	}()
	var args xdr
	args.domain(d)
	args.uint(0) // the first console
	args.uint(uint32(flags))
	if _, err := w.call(ctx, procDomainOpenConsole, args); err != nil {
		w.close()
		return nil, err
	}
	return &console{wire: w, in: in}, nil
}

// route takes a packet of the stream. A reader that is slow holds up this
// connection alone.
func route(printed *io.PipeWriter, h *socket.Header, payload []byte) {
	if h.Status == socket.StatusContinue && len(payload) > 0 {
		_, _ = printed.Write(payload) // a closed console reads no more
		return
	}
	// The end, an error, or as libvirtd says it too: nothing more to come.
	_ = printed.CloseWithError(io.EOF)
}

// Read returns what the guest prints; io.EOF when the VM or the console ends.
func (c *console) Read(b []byte) (int, error) { return c.in.Read(b) }

// Write types.
func (c *console) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		part := b[done:min(done+maxStreamPacket, len(b))]
		if err := c.wire.stream(procDomainOpenConsole, part); err != nil {
			return done, errors.Join(io.ErrClosedPipe, err)
		}
		done += len(part)
	}
	return done, nil
}

// Close lets go of the console. libvirtd frees it with the connection.
func (c *console) Close() error {
	c.once.Do(func() {
		_ = c.in.Close()
		c.wire.close()
	})
	return nil
}
