package fake

import (
	"context"
	"image"
	"io"
	"net"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/keyboard"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Displays = (*Provider)(nil)

// redrawEvery is how often an open display looks what the guest shows.
const redrawEvery = 100 * time.Millisecond

// Consoles says what consoles the VM has now.
func (p *Provider) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	var can novacron.VMConsoles
	err := p.do(ctx, "Consoles", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		on := needsLife(m)
		serial := on
		if serial == nil && m.Mute {
			serial = novacron.Errorf(novacron.Unsupported, "vm %s has no serial console", m.VM.Name)
		}
		can = novacron.VMConsoles{
			Serial: novacron.AbilityOf(serial), VNC: novacron.AbilityOf(on),
			Screenshot: novacron.AbilityOf(on), Keys: novacron.AbilityOf(on),
		}
		return nil
	})
	return can, err
}

func needsLife(m *machine) error {
	if m.Live == nil {
		return wrongState(m, "start it first")
	}
	return nil
}

// OpenDisplay connects to the pretended screen.
func (p *Provider) OpenDisplay(ctx context.Context, id novacron.VMID) (io.ReadWriteCloser, error) {
	d, err := p.display(ctx, "OpenDisplay", id)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachableLocked(); err != nil {
		return nil, err
	}
	here, there := net.Pipe()
	over := make(chan struct{})
	p.work.Add(2)
	go func() {
		defer p.work.Done()
		d.monitor(p.closed, over)
	}()
	go func() {
		defer p.work.Done()
		defer close(over)
		_ = rfb.Serve(there, "NovaCron: "+d.name, d, d.gone)
	}()
	return displayConn{here}, nil
}

// displayConn is a watcher's end: what is broken off has ended.
type displayConn struct{ net.Conn }

func (c displayConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// Screenshot returns what the pretended screen shows.
func (p *Provider) Screenshot(ctx context.Context, id novacron.VMID) (image.Image, error) {
	d, err := p.display(ctx, "Screenshot", id)
	if err != nil {
		return nil, err
	}
	d.look()
	picture, _ := d.Picture()
	return picture, nil
}

// SendKeys presses keys together.
func (p *Provider) SendKeys(ctx context.Context, id novacron.VMID, codes []uint16, _ time.Duration) error {
	if len(codes) == 0 || len(codes) > hypervisor.MaxKeys {
		return novacron.InvalidField("keys", "must be 1 to %d keys", hypervisor.MaxKeys)
	}
	d, err := p.display(ctx, "SendKeys", id)
	if err != nil {
		return err
	}
	d.press(codes)
	d.look()
	return nil
}

// display is a screen of one life of a VM. It is an rfb.Source.
type display struct {
	p    *Provider
	m    *machine
	g    *guest
	life *life
	name string
	gone chan struct{} // closed when the life is over, or the connection

	mu        sync.Mutex
	text      string
	picture   *image.RGBA
	number    uint64
	changed   chan struct{}
	ctrl, alt bool
}

// display makes a screen of an active VM.
func (p *Provider) display(ctx context.Context, op string, id novacron.VMID) (*display, error) {
	var d *display
	err := p.do(ctx, op, func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		if err := needsLife(m); err != nil {
			return err
		}
		if m.guest == nil {
			m.guest = newGuest(m, p.opts)
		}
		d = &display{p: p, m: m, g: m.guest, life: m.Live, name: m.VM.Name, gone: make(chan struct{}), changed: make(chan struct{})}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.look()
	return d, nil
}

// monitor redraws the screen while somebody watches it and the VM lives.
func (d *display) monitor(closed, over <-chan struct{}) {
	tick := time.NewTicker(redrawEvery)
	defer tick.Stop()
	for {
		select {
		case <-closed:
			close(d.gone)
			return
		case <-over:
			return
		case <-tick.C:
			if !d.look() {
				close(d.gone)
				return
			}
		}
	}
}

// look lets the guest act and draws what it shows when that is something else.
// It returns false when the life is over.
func (d *display) look() bool {
	up, walks := d.p.guestTime(d.m)
	if walks {
		_, verb := d.g.advance(up)
		d.p.shell(d.m, verb)
	}
	d.p.mu.Lock()
	alive, state := d.m.Live == d.life, d.m.state()
	d.p.mu.Unlock()
	if !alive {
		return false
	}
	text := d.g.screenText()
	d.mu.Lock()
	defer d.mu.Unlock()
	if shown := string(state) + text; shown != d.text {
		d.text, d.picture = shown, drawScreen(d.name, state, text)
		d.number++
		close(d.changed)
		d.changed = make(chan struct{})
	}
	return true
}

// Picture implements rfb.Source.
func (d *display) Picture() (*image.RGBA, uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.picture, d.number
}

// Changed implements rfb.Source.
func (d *display) Changed(number uint64) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if number == d.number {
		return d.changed
	}
	now := make(chan struct{})
	close(now)
	return now
}

// Keysyms of X (keysymdef.h) that are no characters.
const (
	symBackspace = 0xff08
	symTab       = 0xff09
	symReturn    = 0xff0d
	symControlL  = 0xffe3
	symControlR  = 0xffe4
	symAltL      = 0xffe9
	symAltR      = 0xffea
	symDelete    = 0xffff
)

// Key implements rfb.Source.
func (d *display) Key(sym uint32, down bool) {
	d.mu.Lock()
	switch sym {
	case symControlL, symControlR:
		d.ctrl = down
	case symAltL, symAltR:
		d.alt = down
	}
	ctrl, alt := d.ctrl, d.alt
	d.mu.Unlock()
	switch {
	case !down:
		return
	case sym == symDelete && ctrl && alt:
		d.p.shell(d.m, shellReboot)
	case sym == symReturn:
		d.g.enter([]byte{'\n'})
	case sym == symBackspace:
		d.g.enter([]byte{0x7f})
	case sym == symTab:
		d.g.enter([]byte{'\t'})
	case ctrl && sym >= 'a' && sym <= 'z':
		d.g.enter([]byte{byte(sym) & 0x1f})
	case sym >= ' ' && sym <= '~':
		d.g.enter([]byte{byte(sym)})
	}
	d.look()
}

// press is Key for codes of Linux, on a keyboard of the United States.
func (d *display) press(codes []uint16) {
	if same(codes, "ctrl-alt-delete") {
		d.p.shell(d.m, shellReboot)
		return
	}
	if same(codes, "ctrl-c") {
		d.g.enter([]byte{0x03})
		return
	}
	for b := byte(0); b < 0x7f; b++ {
		chords, _, err := keyboard.Type(keyboard.DefaultLayout, string(rune(b)))
		if err == nil && len(chords) == 1 && equal(chords[0], codes) {
			d.g.enter([]byte{b})
			return
		}
	}
}

func same(codes []uint16, name string) bool {
	chord, err := keyboard.Parse(name)
	return err == nil && equal(chord, codes)
}

func equal(a keyboard.Chord, b []uint16) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
