package auth

import (
	"context"
	"io"
	"sync"

	"github.com/novacron/novacron/novacron"
)

// attach opens a console for an identity that may: recorded like a mutation,
// and once more when it is closed. What goes over it is not recorded.
func attach(ctx context.Context, a *Auditor, id novacron.Identity, v, ending verb, target novacron.Target,
	open func() (io.ReadWriteCloser, error),
) (io.ReadWriteCloser, error) {
	intent, err := a.intent(ctx, id, v, target)
	if err != nil {
		return nil, err
	}
	stream, err := open()
	a.settle(ctx, intent, novacron.Operation{}, err)
	if err != nil {
		return nil, err
	}
	return &attached{ReadWriteCloser: stream, closed: func() {
		rec := following(intent, novacron.AuditOutcome)
		rec.At, rec.Verb = a.now().UTC(), string(ending)
		a.mustAppend(ctx, rec)
	}}, nil
}

// attached is a console whose end is recorded.
type attached struct {
	io.ReadWriteCloser

	closed func()
	once   sync.Once
}

// Close closes the console and records that.
func (s *attached) Close() error {
	err := s.ReadWriteCloser.Close()
	s.once.Do(s.closed)
	return err
}
