package cli

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/novacron/novacron/novacron"
)

// redrawEvery is how often a progress line moves when nothing happens, so that
// waiting does not look like hanging.
const redrawEvery = time.Second

// progressLine is one line on a terminal that is drawn again and again, by a
// goroutine of its own until stop.
type progressLine struct {
	terminal *os.File // nil when nobody watches
	now      func() time.Time
	began    time.Time
	ops      chan novacron.Operation
	done     sync.WaitGroup
}

// newProgressLine begins a line on standard error; it stays silent when that
// is no terminal, or one that cannot redraw.
func (a *app) newProgressLine() *progressLine {
	l := &progressLine{now: a.now, began: a.now()}
	f, ok := a.stderr.(*os.File)
	if !ok || !isTerminal(f) || a.getenv("TERM") == "dumb" {
		return l
	}
	l.terminal = f
	l.ops = make(chan novacron.Operation)
	l.done.Go(l.draw)
	return l
}

// callback takes what is to be shown; nil when nobody watches: the appliance
// is then asked less often.
func (l *progressLine) callback() func(novacron.Operation) {
	if l.terminal == nil {
		return nil
	}
	return func(op novacron.Operation) { l.ops <- op }
}

// stop takes the line away.
func (l *progressLine) stop() {
	if l.terminal != nil {
		close(l.ops)
		l.done.Wait()
	}
}

func (l *progressLine) draw() {
	ticker := time.NewTicker(redrawEvery)
	defer ticker.Stop()
	defer fmt.Fprint(l.terminal, "\r\x1b[K")
	var last novacron.Operation
	for {
		select {
		case op, open := <-l.ops:
			if !open {
				return
			}
			last = op
		case <-ticker.C:
		}
		if last.ID != "" && !last.State.Final() {
			l.show(last)
		}
	}
}

func (l *progressLine) show(op novacron.Operation) {
	text := clean(progressText(op, l.now().Sub(l.began)))
	if width, _, err := term.GetSize(int(l.terminal.Fd())); err == nil && width > 1 && len(text) >= width {
		text = text[:width-1]
	}
	fmt.Fprintf(l.terminal, "\r\x1b[K%s", text)
}

// progressText is what the line says: 'vm.create web-1: define 40 % (3s)'.
func progressText(op novacron.Operation, elapsed time.Duration) string {
	phase := op.Phase
	if phase == "" {
		phase = string(op.State)
	}
	return fmt.Sprintf("%s %s: %s %d %% (%s)", op.Kind, targetName(op.Target), phase, op.Percent, elapsed.Truncate(time.Second))
}
