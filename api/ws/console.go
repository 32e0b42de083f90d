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

// Sizes of what a console carries at once. A person pastes a page at the most.
const (
	maxTyped    = 64 << 10
	printedSize = 32 << 10
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
	if err := checkUpgrade(r); err != nil {
		return err
	}
	release, err := h.admit(req.Caller)
	if err != nil {
		return err
	}
	defer release()
	serial, err := h.opts.VMs.Console(r.Context(), req.VM, req.TakeOver)
	if err != nil {
		return err
	}
	closeSerial := sync.OnceFunc(func() { _ = serial.Close() })
	defer closeSerial()
	c, err := h.upgrade(w, r, req.Caller)
	if err != nil {
		return nil // the library has answered
	}
	c.ws.SetReadLimit(maxTyped)
	s := &console{conn: c, serial: serial}
	s.serve(closeSerial)
	return nil
}

// console is one connection that carries a serial console.
type console struct {
	conn   *conn
	serial io.ReadWriter
}

func (s *console) serve(closeSerial func()) {
	var wg sync.WaitGroup
	wg.Go(s.conn.monitorPeer)
	wg.Go(func() { s.conn.cancel(s.carryPrinted()) })
	wg.Go(func() { s.conn.cancel(s.carryTyped()) })
	<-s.conn.ctx.Done()
	s.conn.end("console", context.Cause(s.conn.ctx))
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
