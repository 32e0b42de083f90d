package kvm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket"
	"github.com/digitalocean/go-libvirt/socket/dialers"
)

// Numbers of libvirt's remote protocol (src/remote/remote_protocol.x), which
// never change.
const (
	remoteProgram          = 0x20008086
	procConnectOpen        = 1
	procAuthList           = 66
	procAuthPolkit         = 70
	procDomainOpenConsole  = 201
	procStorageVolUpload   = 208
	procStorageVolDownload = 209
	procDomainScreenshot   = 211
	procOpenGraphicsFD     = 343

	// streamHole is the type of a packet that says how many zeros follow
	// (VIR_NET_STREAM_HOLE of src/rpc/virnetprotocol.x).
	streamHole = 6

	authPolkit = 2
)

// wire is a connection for one stream, for events, or for calls that are
// answered with descriptors: it opens a driver, makes one call at a time, and
// hands the other packets to their taker.
type wire struct {
	conn    *watchedConn
	passed  *descriptorConn // below conn
	socket  *socket.Socket
	serial  int32
	answers chan answer
	taker   func(*socket.Header, []byte)
}

type answer struct {
	status  uint32
	payload []byte
}

// dialWire connects to a daemon and opens its driver.
func dialWire(ctx context.Context, e endpoint, taker func(*socket.Header, []byte)) (*wire, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", e.socket)
	if err != nil {
		return nil, reachError(e.socket, err)
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("%s is no unix socket", e.socket), conn.Close())
	}
	passed := newDescriptorConn(unix)
	w := &wire{
		conn: &watchedConn{Conn: passed, gone: make(chan struct{})}, passed: passed,
		answers: make(chan answer, 1), taker: taker,
	}
	w.socket = socket.New(dialers.NewAlreadyConnected(w.conn), w)
	if err := w.socket.Connect(); err != nil {
		w.close()
		return nil, mapError(err)
	}
	if err := w.open(ctx, e.uri); err != nil {
		w.close()
		return nil, fmt.Errorf("open %s at %s: %w", e.uri, e.socket, err)
	}
	return w, nil
}

// open proves who we are, where that is asked for, and opens the driver.
func (w *wire) open(ctx context.Context, uri string) error {
	ways, err := w.call(ctx, procAuthList, nil)
	if err != nil {
		return err
	}
	if len(ways) >= 8 && binary.BigEndian.Uint32(ways[4:]) == authPolkit {
		if _, err := w.call(ctx, procAuthPolkit, nil); err != nil {
			return err
		}
	}
	var args xdr
	args.uint(1) // there is a name
	args.text(uri)
	args.uint(0)
	_, err = w.call(ctx, procConnectOpen, args)
	return err
}

// Route implements socket.Router: it is called for every packet, in order.
func (w *wire) Route(h *socket.Header, payload []byte) {
	switch h.Type {
	case socket.Stream, streamHole, socket.Message:
		if w.taker != nil {
			w.taker(h, payload)
		}
	case socket.Reply, socket.ReplyWithFDs:
		select {
		case w.answers <- answer{h.Status, payload}:
		default: // of a call that was given up
		}
	}
}

// call makes a call and returns what it answers.
func (w *wire) call(ctx context.Context, procedure uint32, args xdr) ([]byte, error) {
	w.serial++
	if err := w.socket.SendPacket(w.serial, procedure, remoteProgram, args, socket.Call, socket.StatusOK); err != nil {
		return nil, mapError(err)
	}
	select {
	case <-ctx.Done():
		return nil, contextError(ctx)
	case <-w.conn.gone:
		return nil, errLost()
	case a := <-w.answers:
		if a.status != socket.StatusOK {
			return nil, mapError(wireError(a.payload))
		}
		return a.payload, nil
	}
}

// stream sends a packet of the stream that the last call opened.
func (w *wire) stream(procedure uint32, b []byte) error {
	return w.socket.SendPacket(w.serial, procedure, remoteProgram, b, socket.Stream, socket.StatusContinue)
}

func (w *wire) close() {
	_ = w.conn.Close()
	w.passed.drop()
}

// wireError reads a remote_error: number, domain, an optional message.
func wireError(b []byte) error {
	const number, present, length, text = 0, 8, 12, 16
	if len(b) < text || binary.BigEndian.Uint32(b[present:]) == 0 {
		return errors.New("libvirt answered with an error that cannot be read")
	}
	n := int(binary.BigEndian.Uint32(b[length:]))
	if n > len(b)-text {
		n = len(b) - text
	}
	return libvirt.Error{Code: binary.BigEndian.Uint32(b[number:]), Message: string(b[text : text+n])}
}

// xdr builds arguments (RFC 4506): numbers are four bytes, texts have their
// length before them and are filled up to a multiple of four.
type xdr []byte

func (x *xdr) uint(n uint32) { *x = binary.BigEndian.AppendUint32(*x, n) }

func (x *xdr) hyper(n uint64) { *x = binary.BigEndian.AppendUint64(*x, n) }

func (x *xdr) bytes(b []byte) {
	*x = append(*x, b...)
	*x = append(*x, make([]byte, (4-len(b)%4)%4)...)
}

func (x *xdr) text(s string) {
	x.uint(uint32(len(s)))
	x.bytes([]byte(s))
}

func (x *xdr) domain(d libvirt.Domain) {
	x.text(d.Name)
	x.bytes(d.UUID[:])
	x.uint(uint32(d.ID))
}
