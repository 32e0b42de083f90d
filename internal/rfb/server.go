package rfb

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"
)

// Source is a screen that is shown.
type Source interface {
	// Picture returns what the screen shows, and a number that is another one
	// whenever the picture is. The picture is only read. Its size stays.
	Picture() (*image.RGBA, uint64)
	// Changed returns a channel that is closed when the picture is another than
	// that of the number.
	Changed(number uint64) <-chan struct{}
	// Key is told what watchers press and let go of (keysyms of X).
	Key(keysym uint32, down bool)
}

// Serve shows a source to one watcher until either side ends the connection, or
// done is closed. It closes conn. The error is nil when the watcher left.
func Serve(conn io.ReadWriteCloser, name string, source Source, done <-chan struct{}) error {
	s := &server{conn: conn, in: bufio.NewReader(conn), source: source, asked: make(chan bool, 1), over: make(chan struct{})}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(s.over)
	defer conn.Close()
	wg.Go(func() {
		select {
		case <-done:
			_ = conn.Close()
		case <-s.over:
		}
	})
	err := s.greet(name)
	if err == nil {
		wg.Go(s.show)
		err = s.listen()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

// server shows a source to one watcher.
type server struct {
	conn   io.ReadWriteCloser
	in     *bufio.Reader
	source Source
	asked  chan bool // has a value when the watcher waits: whether for changes only
	over   chan struct{}

	mu     sync.Mutex
	format pixelFormat
}

func (s *server) greet(name string) error {
	if _, err := io.WriteString(s.conn, Version); err != nil {
		return err
	}
	version, err := s.read(len(Version))
	if err != nil {
		return err
	}
	if string(version) != Version && string(version) != "RFB 003.007\n" {
		return fmt.Errorf("%w: version %q", ErrProtocol, version)
	}
	if _, err := s.conn.Write([]byte{1, securityNone}); err != nil {
		return err
	}
	if chosen, err := s.read(1); err != nil || chosen[0] != securityNone {
		return errors.Join(ErrProtocol, err)
	}
	if string(version) == Version {
		if _, err := s.conn.Write(make([]byte, 4)); err != nil { // it may come in
			return err
		}
	}
	if _, err := s.read(1); err != nil { // shared or not
		return err
	}
	picture, _ := s.source.Picture()
	size := picture.Bounds().Size()
	s.format = defaultFormat()
	b := binary.BigEndian.AppendUint16(nil, uint16(size.X))
	b = binary.BigEndian.AppendUint16(b, uint16(size.Y))
	b = append(b, s.format.encode()...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(name)))
	_, err = s.conn.Write(append(b, name...))
	return err
}

// listen takes what the watcher sends until it leaves.
func (s *server) listen() error {
	for {
		kind, err := s.in.Peek(1)
		if err != nil {
			return err
		}
		message, err := s.message(kind[0])
		if err != nil {
			return err
		}
		switch kind[0] {
		case setPixelFormat:
			format, err := decodeFormat(message[4:])
			if err != nil {
				return err
			}
			s.mu.Lock()
			s.format = format
			s.mu.Unlock()
		case updateRequest:
			s.ask(message[1] != 0)
		case keyEvent:
			s.source.Key(binary.BigEndian.Uint32(message[4:]), message[1] != 0)
		}
	}
}

// message reads one message of the watcher.
func (s *server) message(kind byte) ([]byte, error) {
	head := map[byte]int{setEncodings: 4, cutText: 8, fence: 9, setDesktopSize: 8, qemu: 4}[kind]
	var b []byte
	if head > 0 {
		var err error
		if b, err = s.in.Peek(head); err != nil {
			return nil, err
		}
	} else {
		b = []byte{kind}
	}
	size, err := messageSize(b)
	if err != nil {
		return nil, err
	}
	return s.read(size)
}

// ask notes that the watcher waits. Who waits for everything is not told of
// changes only.
func (s *server) ask(incremental bool) {
	select {
	case before := <-s.asked:
		incremental = incremental && before
	default:
	}
	s.asked <- incremental
}

// show sends pictures when they are waited for.
func (s *server) show() {
	shown := uint64(0)
	for {
		var incremental bool
		select {
		case <-s.over:
			return
		case incremental = <-s.asked:
		}
		if incremental && !s.await(shown) {
			return
		}
		picture, number := s.source.Picture()
		if err := s.send(picture); err != nil {
			_ = s.conn.Close()
			return
		}
		shown = number
	}
}

// await waits until the picture is another one, or somebody wants it anyway.
func (s *server) await(shown uint64) bool {
	for {
		select {
		case <-s.over:
			return false
		case <-s.source.Changed(shown):
			return true
		case incremental := <-s.asked:
			if !incremental {
				return true
			}
		}
	}
}

func (s *server) send(picture *image.RGBA) error {
	s.mu.Lock()
	format := s.format
	s.mu.Unlock()
	size := picture.Bounds().Size()
	b := make([]byte, 0, 16+size.X*size.Y*format.bytes())
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0) // one rectangle, from the corner
	b = binary.BigEndian.AppendUint16(b, uint16(size.X))
	b = binary.BigEndian.AppendUint16(b, uint16(size.Y))
	b = append(b, 0, 0, 0, 0) // raw
	for y := range size.Y {
		line := picture.Pix[picture.PixOffset(0, y):][:4*size.X]
		for ; len(line) >= 4; line = line[4:] {
			b = format.append(b, line[0], line[1], line[2])
		}
	}
	_, err := s.conn.Write(b)
	return err
}

func (s *server) read(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(s.in, b)
	return b, err
}
