package fleet

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// consoleHistory is how much of what a console printed a new watcher gets: a
	// few screens, and the end of a boot.
	consoleHistory = 64 << 10
	// consoleBacklog is how far a watcher may lag behind before it is dropped.
	consoleBacklog = 1 << 20
	// consoleTyped is how many pieces of typing wait for a guest that does not
	// read, and typeWithin how long one more waits for room.
	consoleTyped = 256
	typeWithin   = 5 * time.Second
)

// consoles shares a VM's serial console, of which the hypervisor gives one, among
// its watchers. It is held only while somebody watches, so that other tools can
// have it.
type consoles struct {
	provider hypervisor.Provider

	mu     sync.Mutex
	open   map[novacron.VMID]*console
	closed bool
	wg     sync.WaitGroup
}

// console is one VM's console and who watches it.
type console struct {
	id      novacron.VMID
	guest   io.ReadWriteCloser
	typed   chan []byte   // what is typed, on its way to the guest
	over    chan struct{} // closed when the console ends
	history []byte
	users   map[*watcher]struct{}
}

func newConsoles(p hypervisor.Provider) *consoles {
	return &consoles{provider: p, open: map[novacron.VMID]*console{}}
}

// attach adds a watcher, opening the console for the first one.
func (c *consoles) attach(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	if w := c.join(id); w != nil {
		return w, nil
	}
	guest, err := c.provider.OpenConsole(ctx, id, takeOver)
	if err != nil {
		// Somebody here may have been faster.
		if w := c.join(id); w != nil {
			return w, nil
		}
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errors.Join(errStopping, guest.Close())
	}
	con := &console{
		id: id, guest: guest, users: map[*watcher]struct{}{},
		typed: make(chan []byte, consoleTyped), over: make(chan struct{}),
	}
	c.open[id] = con
	c.wg.Go(func() { c.pump(con) })
	c.wg.Go(con.typing)
	return c.addLocked(con), nil
}

func (c *consoles) join(id novacron.VMID) *watcher {
	c.mu.Lock()
	defer c.mu.Unlock()
	if con, ok := c.open[id]; ok {
		return c.addLocked(con)
	}
	return nil
}

func (c *consoles) addLocked(con *console) *watcher {
	w := &watcher{owner: c, con: con, ready: make(chan struct{}, 1)}
	w.buf = append(w.buf, con.history...)
	if len(w.buf) > 0 {
		w.ready <- struct{}{}
	}
	con.users[w] = struct{}{}
	return w
}

// pump hands what the guest prints to every watcher until the console ends.
func (c *consoles) pump(con *console) {
	buf := make([]byte, 32<<10)
	for {
		n, err := con.guest.Read(buf)
		c.mu.Lock()
		con.remember(buf[:n])
		for w := range con.users {
			w.push(buf[:n])
		}
		if err != nil {
			c.endLocked(con, err)
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
	}
}

// typing hands what is typed to the guest. A guest that does not read, as a
// paused one, holds up this goroutine alone; the end of the console frees it.
func (con *console) typing() {
	for {
		select {
		case <-con.over:
			return
		case p := <-con.typed:
			if _, err := con.guest.Write(p); err != nil {
				return // reading ends with the same cause, and tells it
			}
		}
	}
}

func (con *console) remember(p []byte) {
	con.history = append(con.history, p...)
	if over := len(con.history) - consoleHistory; over > 0 {
		con.history = append(con.history[:0], con.history[over:]...)
	}
}

// endLocked ends the console for everybody. It may be called again.
func (c *consoles) endLocked(con *console, err error) {
	select {
	case <-con.over:
		return
	default:
		close(con.over)
	}
	if c.open[con.id] == con {
		delete(c.open, con.id)
	}
	for w := range con.users {
		w.end(err)
	}
	con.users = map[*watcher]struct{}{}
	_ = con.guest.Close()
}

// leave removes a watcher; the last one gives the console back.
func (c *consoles) leave(w *watcher) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(w.con.users, w)
	w.end(io.ErrClosedPipe)
	if len(w.con.users) == 0 {
		c.endLocked(w.con, io.EOF)
	}
}

func (c *consoles) closeAll() {
	c.mu.Lock()
	c.closed = true
	for _, con := range c.open {
		c.endLocked(con, errStopping)
	}
	c.mu.Unlock()
	c.wg.Wait()
}

// watcher is one end of a shared console.
type watcher struct {
	owner *consoles
	con   *console
	ready chan struct{} // has a token when buf or err changed

	mu  sync.Mutex
	buf []byte
	err error
}

// push hands p over without waiting. A watcher that lags too far is dropped.
func (w *watcher) push(p []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || len(p) == 0 {
		return
	}
	if len(w.buf)+len(p) > consoleBacklog {
		w.err = novacron.Errorf(novacron.Exhausted, "the console printed faster than it was read").WithMend("attach again")
	} else {
		w.buf = append(w.buf, p...)
	}
	w.signal()
}

func (w *watcher) end(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	w.signal()
}

func (w *watcher) signal() {
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

// Read waits for output. It returns io.EOF when the console ended.
func (w *watcher) Read(p []byte) (int, error) {
	for {
		w.mu.Lock()
		if len(w.buf) > 0 {
			n := copy(p, w.buf)
			w.buf = w.buf[n:]
			if len(w.buf) == 0 {
				w.buf = nil
			} else {
				w.signal()
			}
			w.mu.Unlock()
			return n, nil
		}
		err := w.err
		w.mu.Unlock()
		if err != nil {
			return 0, err
		}
		<-w.ready
	}
}

// Write types into the console. It does not wait for the guest to read, unless
// much waits already; Exhausted when the guest takes nothing for a while.
func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	err := w.err
	w.mu.Unlock()
	if err != nil {
		return 0, err
	}
	timer := time.NewTimer(typeWithin)
	defer timer.Stop()
	select {
	case w.con.typed <- slices.Clone(p):
		return len(p), nil
	case <-w.con.over:
		return 0, io.ErrClosedPipe
	case <-timer.C:
		return 0, novacron.Errorf(novacron.Exhausted, "the guest does not read what is typed").WithMend("is it paused, or its console not in use?")
	}
}

// Close leaves the console; the last to leave gives it back to the hypervisor.
func (w *watcher) Close() error {
	w.owner.leave(w)
	return nil
}
