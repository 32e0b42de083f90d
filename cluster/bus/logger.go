package bus

import (
	"fmt"
	"strings"
	"sync"

	"github.com/rs/zerolog"
)

// logger takes what the NATS server says. Its notices are of no use to the
// person who reads the appliance's log and go to the debug level. Fatalf keeps
// the message and returns: the process is not the server's to end.
type logger struct {
	out zerolog.Logger

	mu   sync.Mutex
	dead error
}

func (l *logger) Noticef(format string, v ...any) { l.say(l.out.Debug(), format, v) }
func (l *logger) Warnf(format string, v ...any)   { l.say(l.out.Warn(), format, v) }
func (l *logger) Errorf(format string, v ...any)  { l.say(l.out.Error(), format, v) }
func (l *logger) Debugf(format string, v ...any)  { l.say(l.out.Debug(), format, v) }
func (l *logger) Tracef(format string, v ...any)  { l.say(l.out.Trace(), format, v) }

func (l *logger) Fatalf(format string, v ...any) {
	l.mu.Lock()
	if l.dead == nil {
		l.dead = fmt.Errorf(format, v...)
	}
	l.mu.Unlock()
	l.say(l.out.Error(), format, v)
}

func (l *logger) say(ev *zerolog.Event, format string, v []any) {
	if ev.Enabled() {
		ev.Str("nats", strings.TrimSpace(fmt.Sprintf(format, v...))).Msg("nats server")
	}
}

// fatal returns what the server gave up for; nil when it did not.
func (l *logger) fatal() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}
