package hypervisortest

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// reading reads a console until it ends.
type reading struct {
	mu   sync.Mutex
	text []byte
	err  error
	done chan struct{}
}

func read(r io.Reader) *reading {
	out := &reading{done: make(chan struct{})}
	go func() {
		defer close(out.done)
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			out.mu.Lock()
			out.text = append(out.text, buf[:n]...)
			out.err = err
			out.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return out
}

// has says whether the guest has printed something, or this.
func (r *reading) has(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.text) > 0 && bytes.Contains(r.text, []byte(text))
}

// booted waits, where there is a console, until the guest greets.
func (s *suite) booted(id novacron.VMID) {
	s.Helper()
	if !s.traits.Console {
		return
	}
	console, err := s.OpenConsole(s.ctx(), id, true)
	require.NoError(s.T, err)
	got := read(console)
	s.answers(console, got)
	require.NoError(s.T, console.Close())
	<-got.done
}

// answers presses Enter until the guest has greeted.
func (s *suite) answers(console io.Writer, got *reading) {
	s.Helper()
	require.Eventually(s.T, func() bool {
		_, err := console.Write([]byte("\n"))
		return err == nil && got.has(s.traits.Greets)
	}, s.traits.Boots, 250*time.Millisecond, "the guest answers on its console")
}

func testConsole(s *suite) {
	if !s.traits.Console {
		id := s.running()
		_, err := s.OpenConsole(s.ctx(), id, false)
		s.code(novacron.Unsupported, err)
		return
	}
	id := s.define(s.request())
	_, err := s.OpenConsole(s.ctx(), id, false)
	s.code(novacron.WrongState, err)

	id = s.running()
	console, err := s.OpenConsole(s.ctx(), id, false)
	require.NoError(s.T, err)
	got := read(console)
	s.answers(console, got)

	require.NoError(s.T, s.PowerOff(s.ctx(), id))
	s.eventually(func() bool {
		select {
		case <-got.done:
			return true
		default:
			return false
		}
	}, "the console ends with the VM")
	require.ErrorIs(s.T, got.err, io.EOF)
	require.NoError(s.T, console.Close())
	require.NoError(s.T, console.Close(), "twice is as good as once")
}

func testConsoleTakeOver(s *suite) {
	if !s.traits.Console {
		s.Skip("it has no consoles")
	}
	id := s.running()
	first, err := s.OpenConsole(s.ctx(), id, false)
	require.NoError(s.T, err)
	got := read(first)
	_, err = s.OpenConsole(s.ctx(), id, false)
	s.code(novacron.Conflict, err)

	second, err := s.OpenConsole(s.ctx(), id, true)
	require.NoError(s.T, err)
	s.eventually(func() bool {
		select {
		case <-got.done:
			return errors.Is(got.err, io.EOF)
		default:
			return false
		}
	}, "who was taken over reads the end")
	require.NoError(s.T, first.Close())
	require.NoError(s.T, second.Close())

	s.eventually(func() bool {
		third, err := s.OpenConsole(s.ctx(), id, false)
		if err != nil {
			return false
		}
		return third.Close() == nil
	}, "a closed console can be had again")
}
