package fake

import (
	"fmt"
	"strings"
	"time"
)

// shellVerb is what a command does to the VM that it runs in.
type shellVerb string

const (
	shellPowerOff shellVerb = "poweroff"
	shellReboot   shellVerb = "reboot"
	shellPanic    shellVerb = "panic"
)

const shellHelp = "commands: help echo hostname uname uptime free nproc ls keep kept clear reboot poweroff panic"

// readLocked lets the shell read what was typed, up to a command that does
// something to the VM.
func (g *guest) readLocked(up time.Duration) shellVerb {
	for len(g.typed) > 0 {
		b := g.typed[0]
		g.typed = g.typed[1:]
		switch {
		case b == '\r' || b == '\n':
			g.printLocked("\r\n")
			verb := g.runLocked(strings.Fields(string(g.line)), up)
			g.line = g.line[:0]
			g.printLocked(g.prompt())
			if verb != "" {
				return verb
			}
		case b == 0x7f || b == '\b':
			g.eraseLocked()
		case b == 0x03: // Ctrl-C
			g.line = g.line[:0]
			g.printLocked("^C\r\n" + g.prompt())
		case b >= ' ':
			g.line = append(g.line, b)
			g.printLocked(string([]byte{b}))
		}
	}
	return ""
}

func (g *guest) eraseLocked() {
	if len(g.line) == 0 {
		return
	}
	g.line = g.line[:len(g.line)-1]
	g.printLocked("\b \b")
}

func (g *guest) runLocked(words []string, up time.Duration) shellVerb {
	if len(words) == 0 {
		return ""
	}
	switch words[0] {
	case "poweroff", "halt", "shutdown":
		return shellPowerOff
	case "reboot":
		return shellReboot
	case "panic":
		return shellPanic
	case "clear":
		g.printLocked("\x1b[H\x1b[2J")
		return ""
	}
	g.printLocked(g.answer(words, up) + "\r\n")
	return ""
}

func (g *guest) answer(words []string, up time.Duration) string {
	switch words[0] {
	case "help":
		return shellHelp
	case "echo":
		return strings.Join(words[1:], " ")
	case "keep": // keep disk|memory WORD
		if len(words) == 3 {
			g.marks.change(words[1], words[2])
		}
		return "ok"
	case "kept":
		return "disk=" + g.marks.get().Disk + " memory=" + g.marks.get().Memory + "."
	case "hostname":
		return g.host
	case "uname":
		return "Linux " + g.host + " 6.1.0-simulated x86_64"
	case "uptime":
		return fmt.Sprintf("up %s, 1 user, load average: 0.02", up.Truncate(time.Second))
	case "free":
		return fmt.Sprintf("Mem: %d MiB total, %d MiB free", g.memory>>20, g.memory>>20*3/4)
	case "nproc":
		return fmt.Sprint(g.vcpus)
	case "ls":
		return "bin  dev  etc  home  proc  root  sys  tmp  usr  var"
	}
	return words[0] + ": command not found (try help)"
}
