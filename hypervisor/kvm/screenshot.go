package kvm

import (
	"bytes"
	"context"
	"image"
	"image/png"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/internal/netpbm"
	"github.com/novacron/novacron/novacron"
)

const (
	// maxScreenBytes is the size of a picture that is taken from libvirt: a screen
	// of 5120 by 2880 pixels with three bytes each has 44 MB.
	maxScreenBytes = 64 << 20
	// maxScreenPixels bounds what a picture becomes in memory.
	maxScreenPixels = 5120 * 2880
)

// Screenshot returns what the VM's first screen shows.
func (p *Provider) Screenshot(ctx context.Context, id novacron.VMID) (image.Image, error) {
	found, err := p.screen(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := found.canScreenshot(); err != nil {
		return nil, err
	}
	data, err := p.takeScreenshot(ctx, found.domain)
	if err != nil {
		return nil, err
	}
	return decodeScreen(found.name, data)
}

// takeScreenshot reads libvirt's stream on a connection of its own: go-libvirt
// reads the end of the stream as if it were the answer of the call (as of
// 2026-10).
func (p *Provider) takeScreenshot(ctx context.Context, d libvirt.Domain) (*bounded, error) {
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	ctx, cancel := p.bounded(ctx)
	defer cancel()
	data := &bounded{limit: maxScreenBytes}
	ended := make(chan error, 1)
	w, err := dialWire(ctx, s.events.endpoint, func(h *socket.Header, payload []byte) { data.take(ended, h, payload) })
	if err != nil {
		return nil, err
	}
	defer w.close()
	var args xdr
	args.domain(d)
	args.uint(0) // the first screen
	args.uint(0) // no flags
	if _, err := w.call(ctx, procDomainScreenshot, args); err != nil {
		return nil, err
	}
	select {
	case err := <-ended:
		return data, err
	case <-w.conn.gone:
		return nil, errLost()
	case <-ctx.Done():
		return nil, contextError(ctx)
	}
}

// decodeScreen reads what libvirt gives: a PPM of QEMU up to 7.0, or as libvirt
// 9.0 asks for; a PNG of the test driver and of later ones.
func decodeScreen(name string, data *bounded) (image.Image, error) {
	unreadable := func(err error) error {
		return &novacron.Error{Code: novacron.Unavailable, Detail: "the picture of the screen of vm " + name + " cannot be read", Cause: err}
	}
	if data.over {
		return nil, novacron.Errorf(novacron.TooLarge, "the picture of the screen of vm %s has more than %d bytes", name, maxScreenBytes)
	}
	b := data.buf.Bytes()
	if !bytes.HasPrefix(b, []byte("\x89PNG")) {
		picture, err := netpbm.Decode(b, maxScreenPixels)
		if err != nil {
			return nil, unreadable(err)
		}
		return picture, nil
	}
	size, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, unreadable(err)
	}
	if size.Width > maxScreenPixels/max(size.Height, 1) {
		return nil, novacron.Errorf(novacron.TooLarge, "the screen of vm %s has %d by %d pixels", name, size.Width, size.Height)
	}
	picture, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, unreadable(err)
	}
	return picture, nil
}

// bounded keeps what a stream brings, up to a limit.
type bounded struct {
	buf   bytes.Buffer
	limit int
	over  bool
}

// take takes a packet of the stream, and says when that ended, and how.
func (b *bounded) take(ended chan<- error, h *socket.Header, payload []byte) {
	var err error
	switch {
	case h.Status == socket.StatusError:
		err = mapError(wireError(payload))
	case h.Status != socket.StatusContinue || len(payload) == 0: // libvirtd says it either way
	case b.buf.Len()+len(payload) > b.limit:
		b.over = true
	default:
		_, _ = b.buf.Write(payload)
		return
	}
	select {
	case ended <- err:
	default: // it had ended already
	}
}
