package ws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
)

// Sizes of what a console carries at once. A person pastes a page at the most
// into a serial console, and a clipboard into a screen.
const (
	maxTyped     = 64 << 10
	maxClipboard = 2 << 20
	printedSize  = 32 << 10
)

// errText ends a console whose client sends text frames.
var errText = errors.New("the console takes binary frames only")

// Console is a request to attach to a VM's serial console.
type Console struct {
	Caller   Caller
	VM       novacron.VMID
	TakeOver bool
}

// ServeConsole carries a serial console until either side ends it. It returns
// an error only while nothing has been written: the caller answers it.
func (h *Hub) ServeConsole(w http.ResponseWriter, r *http.Request, req Console) error {
	return h.serveStream(w, r, stream{what: "console", caller: req.Caller, limit: maxTyped, open: func(ctx context.Context) (io.ReadWriteCloser, error) {
		return h.opts.VMs.Console(ctx, req.VM, req.TakeOver)
	}})
}

// Display is a request to watch a VM's screen.
type Display struct {
	Caller   Caller
	VM       novacron.VMID
	ViewOnly bool
}

// ServeDisplay carries RFB until either side ends it, as ServeConsole does.
func (h *Hub) ServeDisplay(w http.ResponseWriter, r *http.Request, req Display) error {
	return h.serveStream(w, r, stream{what: "display", caller: req.Caller, limit: maxClipboard, open: func(ctx context.Context) (io.ReadWriteCloser, error) {
		return h.opts.Displays.OpenDisplay(ctx, req.VM, novacron.OpenDisplay{ViewOnly: req.ViewOnly})
	}})
}

// stream is bytes of a VM that are carried.
type stream struct {
	what   string
	caller Caller
	limit  int64 // of a frame of the peer
	open   func(context.Context) (io.ReadWriteCloser, error)
}

func (h *Hub) serveStream(w http.ResponseWriter, r *http.Request, s stream) error {
	if err := checkUpgrade(r); err != nil {
		return err
	}
	release, err := h.admit(s.caller)
	if err != nil {
		return h.refuse(w, r, s.caller, err)
	}
	defer release()
	serial, err := s.open(r.Context())
	if err != nil {
		return h.refuse(w, r, s.caller, err)
	}
	closeSerial := sync.OnceFunc(func() { _ = serial.Close() })
	defer closeSerial()
	c, err := h.upgrade(w, r, s.caller)
	if err != nil {
		return nil // the library has answered
	}
	c.ws.SetReadLimit(s.limit)
	carried := &console{what: s.what, conn: c, serial: serial}
	carried.serve(closeSerial)
	return nil
}

// console is one connection that carries a serial console or a screen.
type console struct {
	what   string
	conn   *conn
	serial io.ReadWriter
}

func (s *console) serve(closeSerial func()) {
	var wg sync.WaitGroup
	wg.Go(s.conn.monitorPeer)
	wg.Go(func() { s.conn.cancel(s.carryPrinted()) })
	wg.Go(func() { s.conn.cancel(s.carryTyped()) })
	<-s.conn.ctx.Done()
	s.conn.end(s.what, context.Cause(s.conn.ctx))
	closeSerial()
	wg.Wait()
}

// carryPrinted sends what the guest prints. It returns why it ended; io.EOF
// when the VM stopped.
func (s *console) carryPrinted() error {
	buf := make([]byte, printedSize)
	for {
		n, err := s.serial.Read(buf)
		if n > 0 {
			if err := s.conn.write(websocket.MessageBinary, buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// carryTyped types what the peer sends. It returns why it ended.
func (s *console) carryTyped() error {
	for {
		kind, data, err := s.conn.ws.Read(s.conn.read)
		switch {
		case err != nil:
			return errGone
		case kind != websocket.MessageBinary:
			return errText
		}
		if _, err := s.serial.Write(data); err != nil {
			return err
		}
	}
}
