package ws

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/coder/websocket"

	"github.com/novacron/novacron/novacron"
)

// Console asks for a VM's serial console.
type Console struct {
	Caller   Caller
	VM       novacron.VMID
	TakeOver bool // from another tool that holds it
}

const (
	// maxTyped bounds one frame from the client: a large paste.
	maxTyped = 64 << 10
	// maxPrinted is how much of what the guest printed goes into one frame.
	maxPrinted = 32 << 10
)

// ServeConsole attaches to the console, upgrades the connection and carries
// bytes both ways, in binary frames, until either side ends. An error is one
// from before the upgrade: the response is the caller's.
func (h *Hub) ServeConsole(w http.ResponseWriter, r *http.Request, req Console) error {
	leave, err := h.admit(req.Caller)
	if err != nil {
		return err
	}
	defer leave()
	guest, err := h.opts.VMs.Console(r.Context(), req.VM, req.TakeOver)
	if err != nil {
		return err
	}
	defer guest.Close() //nolint:errcheck // it is given back either way
	s, ctx, cancel, err := h.upgrade(w, r, req.Caller)
	if err != nil {
		return nil //nolint:nilerr // Accept has answered
	}
	defer cancel(nil)
	s.conn.SetReadLimit(maxTyped)
	h.wg.Go(func() { s.monitorSession(ctx, cancel) })
	h.wg.Go(func() { cancel(ended(s.typed(ctx, guest))) })
	// Closing the guest's end is what ends the reading of it.
	context.AfterFunc(ctx, func() { _ = guest.Close() })
	err = s.printed(ctx, guest)
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	code, reason := s.closeCode(err)
	_ = s.conn.Close(code, reason) // the client may be gone
	return nil
}

// typed carries what the client types to the guest.
func (s *socket) typed(ctx context.Context, guest io.Writer) error {
	for {
		_, data, err := s.conn.Read(ctx)
		if err != nil {
			return err
		}
		if _, err := guest.Write(data); err != nil {
			return err
		}
	}
}

// printed carries what the guest prints to the client.
func (s *socket) printed(ctx context.Context, guest io.Reader) error {
	buf := make([]byte, maxPrinted)
	for {
		n, err := guest.Read(buf)
		if n > 0 {
			if sendErr := s.send(ctx, websocket.MessageBinary, buf[:n]); sendErr != nil {
				return sendErr
			}
		}
		if err != nil {
			return err
		}
	}
}

// ended turns the client's leaving into the end of the console.
func ended(err error) error {
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return io.EOF
	}
	return err
}
