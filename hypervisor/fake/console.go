package fake

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

// unreadBytes bounds what a console holds for a client that does not read; the
// oldest goes first, as on a real serial line.
const unreadBytes = 64 << 10

// console is one client on a VM's serial console.
type console struct {
	p *Provider
	m *machine
	g *guest

	look     chan struct{} // holds a value when the guest has something to do
	gone     chan struct{} // closed when the VM stopped, another took over, or the client closed
	finished chan struct{} // closed when its goroutine has ended
	end      func()

	mu     sync.Mutex
	unread []byte
	more   chan struct{} // holds a value when unread is not empty
}

// OpenConsole attaches to the serial console. What the guest printed lately
// comes first.
func (p *Provider) OpenConsole(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	var c *console
	err := p.do(ctx, "OpenConsole", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		if m.Live == nil {
			return wrongState(m, "start it first")
		}
		if m.Mute {
			return novacron.Errorf(novacron.Unsupported, "vm %s has no serial console", m.VM.Name)
		}
		if p.heldLocked(id) && !takeOver {
			return novacron.Errorf(novacron.Conflict, "another client has the console of vm %s", m.VM.Name).
				WithMend("close it there, or take it over")
		}
		p.hangUpLocked(id)
		c = p.connectLocked(m)
		return nil
	})
	if c == nil {
		return nil, err
	}
	if err != nil { // the answer was lost
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (p *Provider) connectLocked(m *machine) *console {
	if m.guest == nil {
		m.guest = newGuest(m, p.opts)
	}
	c := &console{
		p: p, m: m, g: m.guest,
		look: make(chan struct{}, 1), more: make(chan struct{}, 1),
		gone: make(chan struct{}), finished: make(chan struct{}),
	}
	c.end = sync.OnceFunc(func() { close(c.gone) })
	p.consoles[c] = struct{}{}
	c.g.attach(c.print, c.nudge)
	p.work.Add(1)
	go c.monitorGuest()
	return c
}

func (p *Provider) heldLocked(id novacron.VMID) bool {
	for c := range p.consoles {
		if c.m.VM.ID == id {
			return true
		}
	}
	return false
}

// hangUpLocked ends the consoles of a VM.
func (p *Provider) hangUpLocked(id novacron.VMID) {
	for c := range p.consoles {
		if c.m.VM.ID == id {
			delete(p.consoles, c)
			c.g.detach()
			c.end()
		}
	}
}

func (p *Provider) takeConsolesLocked() []*console {
	var all []*console
	for c := range p.consoles {
		c.g.detach()
		delete(p.consoles, c)
		all = append(all, c)
	}
	return all
}

// monitorGuest lets the guest act while somebody looks.
func (c *console) monitorGuest() {
	defer c.p.work.Done()
	defer close(c.finished)
	for {
		up, walks := c.p.guestTime(c.m)
		next := time.Duration(-1)
		if walks {
			var verb shellVerb
			next, verb = c.g.advance(up)
			c.p.shell(c.m, verb)
		}
		if !c.await(next) {
			return
		}
	}
}

// await waits until the guest has something to do, and says whether the
// console is still attached.
func (c *console) await(next time.Duration) bool {
	var due <-chan time.Time
	if next >= 0 {
		timer := time.NewTimer(next)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-c.gone:
		return false
	case <-c.look:
	case <-due:
	}
	return true
}

func (c *console) nudge() {
	select {
	case c.look <- struct{}{}:
	default:
	}
}

func (c *console) print(b []byte) {
	if len(b) == 0 {
		return
	}
	c.mu.Lock()
	c.unread = append(c.unread, b...)
	if over := len(c.unread) - unreadBytes; over > 0 {
		c.unread = append([]byte(nil), c.unread[over:]...)
	}
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// Read returns what the guest printed; io.EOF when the VM stopped, somebody
// took the console over or it was closed.
func (c *console) Read(b []byte) (int, error) {
	for {
		if n := c.take(b); n > 0 || len(b) == 0 {
			return n, nil
		}
		select {
		case <-c.more:
		case <-c.gone:
			if n := c.take(b); n > 0 {
				return n, nil
			}
			return 0, io.EOF
		}
	}
}

func (c *console) take(b []byte) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := copy(b, c.unread)
	c.unread = c.unread[n:]
	return n
}

// Write types on the console.
func (c *console) Write(b []byte) (int, error) {
	select {
	case <-c.gone:
		return 0, io.ErrClosedPipe
	default:
	}
	c.g.enter(b)
	return len(b), nil
}

// Close detaches. The VM runs on.
func (c *console) Close() error {
	c.p.mu.Lock()
	if _, attached := c.p.consoles[c]; attached {
		delete(c.p.consoles, c)
		c.g.detach()
	}
	c.p.mu.Unlock()
	c.end()
	<-c.finished
	return nil
}

// guestTime returns how long the guest has been up, and whether its time goes on.
func (p *Provider) guestTime(m *machine) (up time.Duration, walks bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.time(m), m.state() == novacron.VMRunning && !m.saving
}

// time is how long the guest has been up; the caller holds mu.
func (p *Provider) time(m *machine) time.Duration {
	switch {
	case m.Live == nil:
		return 0
	case m.Live.StoodSince != nil:
		return m.Live.StoodSince.Sub(m.Live.BootedAt)
	}
	return time.Since(m.Live.BootedAt)
}

// shell does what a command in the guest said.
func (p *Provider) shell(m *machine, verb shellVerb) {
	if verb == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.state() != novacron.VMRunning {
		return
	}
	switch verb {
	case shellPanic:
		p.panicLocked(m)
	case shellReboot:
		p.obeyLocked(m, novacron.PowerReboot)
	case shellPowerOff:
		p.obeyLocked(m, novacron.PowerShutdown)
	}
	p.keepLocked(m)
}
