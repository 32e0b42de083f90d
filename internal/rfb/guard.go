package rfb

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// Guard stands between a watcher and a server that has several: what is read
// and written is the watcher's side. Whatever the watcher asks for, the server
// is told that it shares the screen, so that nobody is thrown out. With
// viewOnly, only what a watcher needs to see reaches the server: no keys, no
// pointer, no clipboard, no power, no size.
//
// A watcher that speaks another version than 3.7 or 3.8, or in viewOnly a
// message that is not known, is refused with ErrProtocol.
func Guard(server io.ReadWriteCloser, viewOnly bool) io.ReadWriteCloser {
	return &guard{ReadWriteCloser: server, viewOnly: viewOnly, next: (*guard).version}
}

type guard struct {
	io.ReadWriteCloser

	viewOnly bool

	mu     sync.Mutex
	next   func(*guard, []byte) (int, bool, error) // measures what comes next; nil when all passes
	unread []byte                                  // the beginning of something that is not whole
	err    error
}

// Write takes what the watcher sends, in pieces of any size.
func (g *guard) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return 0, g.err
	}
	if g.next == nil {
		return g.ReadWriteCloser.Write(p)
	}
	pass, err := g.sortLocked(append(g.unread, p...))
	if len(pass) > 0 {
		if _, err := g.ReadWriteCloser.Write(pass); err != nil {
			return 0, err
		}
	}
	if err != nil {
		g.err = err
		return 0, err
	}
	return len(p), nil
}

// sortLocked returns what of b goes on, and keeps what is not whole yet.
func (g *guard) sortLocked(b []byte) (pass []byte, err error) {
	for len(b) > 0 {
		if g.next == nil {
			pass, b = append(pass, b...), nil
			break
		}
		size, passes, err := g.next(g, b)
		if err != nil {
			return pass, err
		}
		if size == 0 || size > len(b) {
			break
		}
		if passes {
			pass = append(pass, b[:size]...)
		}
		b = b[size:]
	}
	g.unread = append([]byte(nil), b...)
	return pass, nil
}

// Each step measures the message at the beginning of b: 0 when that takes more
// bytes. It may change b, which is written when it is whole.

func (g *guard) version(b []byte) (int, bool, error) {
	if len(b) < len(Version) {
		return 0, false, nil
	}
	if v := string(b[:len(Version)]); v != Version && v != "RFB 003.007\n" {
		return 0, false, fmt.Errorf("%w: version %q", ErrProtocol, v)
	}
	g.next = (*guard).security
	return len(Version), true, nil
}

func (g *guard) security(b []byte) (int, bool, error) {
	switch b[0] {
	case securityNone:
		g.next = (*guard).initialize
	case securityVNC:
		g.next = (*guard).challenge
	default:
		return 0, false, fmt.Errorf("%w: security type %d", ErrProtocol, b[0])
	}
	return 1, true, nil
}

func (g *guard) challenge(b []byte) (int, bool, error) {
	const size = 16
	if len(b) < size {
		return 0, false, nil
	}
	g.next = (*guard).initialize
	return size, true, nil
}

func (g *guard) initialize(b []byte) (int, bool, error) {
	b[0] = 1 // shared
	g.next = nil
	if g.viewOnly {
		g.next = (*guard).message
	}
	return 1, true, nil
}

func (g *guard) message(b []byte) (int, bool, error) {
	size, err := messageSize(b)
	if err != nil {
		return 0, false, err
	}
	switch b[0] {
	case setPixelFormat, setEncodings, updateRequest, continuous, fence:
		return size, true, nil
	}
	return size, false, nil
}

// messageSize is the size of the watcher's message at the beginning of b; 0
// when more is needed to know.
func messageSize(b []byte) (int, error) {
	switch b[0] {
	case setPixelFormat:
		return 20, nil
	case updateRequest, continuous:
		return 10, nil
	case keyEvent:
		return 8, nil
	case pointerEvent:
		return 6, nil
	case xvp:
		return 4, nil
	case setEncodings:
		return counted(b, 2, 2, 4, 4, maxEncodings)
	case cutText:
		return cutTextSize(b)
	case fence:
		return counted(b, 8, 1, 9, 1, 64)
	case setDesktopSize:
		return counted(b, 6, 1, 8, 16, maxScreens)
	case qemu:
		return qemuSize(b)
	}
	return 0, fmt.Errorf("%w: message %d", ErrProtocol, b[0])
}

// counted is the size of a message that has, at an offset, the number of its
// items.
func counted(b []byte, offset, width, head, item, most int) (int, error) {
	if len(b) < offset+width {
		return 0, nil
	}
	n := int(b[offset])
	if width == 2 {
		n = int(binary.BigEndian.Uint16(b[offset:]))
	}
	if n > most {
		return 0, fmt.Errorf("%w: message %d with %d items", ErrProtocol, b[0], n)
	}
	return head + n*item, nil
}

// cutTextSize: a negative length is that of the extended clipboard.
func cutTextSize(b []byte) (int, error) {
	const head = 8
	if len(b) < head {
		return 0, nil
	}
	n := int64(int32(binary.BigEndian.Uint32(b[4:])))
	if n < 0 {
		n = -n
	}
	if n > maxCutText {
		return 0, fmt.Errorf("%w: a clipboard of %d bytes", ErrProtocol, n)
	}
	return head + int(n), nil
}

func qemuSize(b []byte) (int, error) {
	if len(b) < 4 {
		return 0, nil
	}
	switch {
	case b[1] == qemuKey:
		return 12, nil
	case b[1] == qemuAudio && binary.BigEndian.Uint16(b[2:]) == qemuAudioFormat:
		return 10, nil
	case b[1] == qemuAudio:
		return 4, nil
	}
	return 0, fmt.Errorf("%w: message %d of QEMU", ErrProtocol, b[1])
}
