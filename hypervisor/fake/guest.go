package fake

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// ringBytes is what a serial line keeps for somebody who attaches later: as
	// much as a pseudo-terminal holds.
	ringBytes = 4096
	// missedBeats is how many heartbeats are made up for after nobody looked.
	missedBeats = 3
	// typedBytes bounds what is typed before the guest reads it.
	typedBytes = 4096
)

// guest is what runs inside a VM, as far as its serial console shows it. It
// has no goroutine: its attached console tells it how long it has been up.
type guest struct {
	host      string
	vcpus     int
	memory    uint64
	boot      time.Duration
	heartbeat time.Duration
	marks     *marks

	mu     sync.Mutex
	lines  int  // boot lines printed
	beats  int  // heartbeats printed
	ready  bool // the shell listens
	typed  []byte
	line   []byte // typed to the shell and not yet entered
	ring   []byte
	output func([]byte) // the attached console; nil when there is none
	nudge  func()       // makes the attached console look again
}

func newGuest(m *machine, opts Options) *guest {
	return &guest{
		host: m.VM.Name, vcpus: m.Live.VCPUs, memory: m.Live.MemoryBytes,
		boot: opts.BootDelay, heartbeat: opts.Heartbeat, marks: marksOf(m),
	}
}

// attach sends what the guest prints to output, beginning with what it printed
// lately.
func (g *guest) attach(output func([]byte), nudge func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.output, g.nudge = output, nudge
	output(g.ring)
}

func (g *guest) detach() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.output, g.nudge = nil, nil
}

// wake makes an attached console look again.
func (g *guest) wake() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.nudge != nil {
		g.nudge()
	}
}

// say prints a line of the system.
func (g *guest) say(up time.Duration, text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sayLocked(up, text)
}

func (g *guest) sayLocked(up time.Duration, text string) {
	if g.ready {
		g.printLocked("\r\x1b[K")
	}
	g.printLocked(fmt.Sprintf("[%11.6f] %s\r\n", up.Seconds(), text))
	if g.ready {
		g.printLocked(g.prompt() + string(g.line))
	}
}

func (g *guest) printLocked(text string) {
	g.ring = append(g.ring, text...)
	if over := len(g.ring) - ringBytes; over > 0 {
		g.ring = append([]byte(nil), g.ring[over:]...)
	}
	if g.output != nil {
		g.output([]byte(text))
	}
}

// reboot lets the guest begin anew.
func (g *guest) reboot(up time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ready {
		g.ready = false
		g.printLocked("\r\n")
	}
	g.sayLocked(up, "reboot: Restarting system")
	g.lines, g.beats, g.line, g.typed = 0, 0, nil, nil
	if g.nudge != nil {
		g.nudge()
	}
}

// enter takes what was typed on the console.
func (g *guest) enter(b []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if room := typedBytes - len(g.typed); len(b) > room {
		b = b[:room]
	}
	g.typed = append(g.typed, b...)
	if g.nudge != nil {
		g.nudge()
	}
}

// advance lets the guest do everything that is due after being up so long. It
// returns when to look again (negative for not by itself), and what the shell
// was told to do with the VM's power.
func (g *guest) advance(up time.Duration) (next time.Duration, verb shellVerb) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if next, booting := g.bootLocked(up); booting {
		return next, ""
	}
	g.beatLocked(up)
	verb = g.readLocked(up)
	if g.heartbeat <= 0 {
		return -1, verb
	}
	return g.heartbeat - up%g.heartbeat, verb
}

func (g *guest) bootLocked(up time.Duration) (next time.Duration, booting bool) {
	script := bootScript(g)
	for ; g.lines < len(script); g.lines++ {
		due := g.boot * time.Duration(g.lines) / time.Duration(len(script))
		if due > up {
			return due - up, true
		}
		g.sayLocked(due, script[g.lines])
	}
	if up < g.boot {
		return g.boot - up, true
	}
	if !g.ready {
		g.ready = true
		g.printLocked("\r\nWelcome to " + g.host + ", a simulated guest. Type help.\r\n" + g.prompt())
		g.beats = g.beatsAt(up)
		if missed := g.beats; missed > missedBeats {
			g.beats -= missedBeats
		} else {
			g.beats = 0
		}
	}
	return 0, false
}

func (g *guest) beatsAt(up time.Duration) int {
	if g.heartbeat <= 0 || up < g.boot {
		return 0
	}
	return int(up/g.heartbeat) - int(g.boot/g.heartbeat)
}

func (g *guest) beatLocked(up time.Duration) {
	now := g.beatsAt(up)
	if now-g.beats > missedBeats {
		g.beats = now - missedBeats
	}
	for g.beats < now {
		g.beats++
		at := time.Duration(g.beats+int(g.boot/g.heartbeat)) * g.heartbeat
		g.sayLocked(at, fmt.Sprintf("heartbeat %d: all is well", g.beats))
	}
}

func (g *guest) prompt() string { return g.host + ":~# " }

// bootScript is what a guest prints while it boots.
func bootScript(g *guest) []string {
	return []string{
		"Linux version 6.1.0-simulated (novacron@fake)",
		"Command line: console=ttyS0 root=/dev/vda1",
		"Hypervisor detected: NovaCron fake",
		fmt.Sprintf("Memory: %dK available", g.memory/1024),
		fmt.Sprintf("smp: Brought up 1 node, %d CPUs", g.vcpus),
		"virtio_blk virtio0: [vda] ready",
		"virtio_net virtio1: eth0 up",
		"EXT4-fs (vda1): mounted filesystem",
		"Run /sbin/init as init process",
		strings.ToLower(g.host) + " login: automatic login on ttyS0",
	}
}

// farewell is what a guest prints when it was asked.
func farewell(verb novacron.PowerVerb) string {
	if verb == novacron.PowerReboot {
		return "init: restarting, stopping services"
	}
	return "init: power button pressed, stopping services"
}
