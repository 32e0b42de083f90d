package bus

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/novacron/novacron/novacron"
)

// maxEventBytes bounds an event: what happened fits a hundred times.
const maxEventBytes = 256 << 10

// origin says which event of which life of which node a message is.
type origin struct {
	node       novacron.NodeID
	generation string
	sequence   uint64
}

// id is the message's name for NATS, the same for the same event always.
func (o origin) id() string {
	return string(o.node) + "/" + o.generation + "/" + strconv.FormatUint(o.sequence, 10)
}

// life names the node's store, in which sequences grow.
func (o origin) life() string { return string(o.node) + "/" + o.generation }

// parseOrigin reads what id wrote.
func parseOrigin(id string) (origin, bool) {
	parts := strings.Split(id, "/")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		return origin{}, false
	}
	sequence, err := strconv.ParseUint(parts[2], 10, 64)
	if err != nil || sequence == 0 {
		return origin{}, false
	}
	o := origin{novacron.NodeID(parts[0]), parts[1], sequence}
	return o, o.id() == id
}

// subject is novacron.<site>.<node>.<noun>.<verb>.
func subject(node novacron.NodeID, eventType string) string {
	noun, verb, _ := strings.Cut(eventType, ".")
	return "novacron." + site + "." + token(string(node)) + "." + token(noun) + "." + token(verb)
}

// token makes s one token of a subject: nothing that an event is called may
// keep it from being published.
func token(s string) string {
	if s == "" {
		return "_"
	}
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(".*>/", r) || r == '\uFFFD' {
			return '_'
		}
		return r
	}, s)
}

// Publish stores an event of this node. It returns nil when the event is on
// disk. An event that was published before, within Options.Duplicates, is not
// stored again, and that is success. Unavailable, Timeout and Canceled leave
// open whether it was stored: try again soon, or ask Last. TooLarge, and Invalid
// for an event without a sequence, never succeed.
func (b *Bus) Publish(ctx context.Context, ev novacron.Event) error {
	e, err := b.running()
	if err != nil {
		return err
	}
	msg, err := e.encode(ev)
	if err != nil {
		return err
	}
	// Without retries of its own: they would come after later events.
	_, err = e.js.PublishMsg(ctx, msg, jetstream.WithExpectStream(streamName), jetstream.WithRetryAttempts(0))
	if err != nil {
		return e.unwritten(ctx, "publish event "+strconv.FormatUint(ev.Sequence, 10), err)
	}
	return nil
}

func (e *engine) encode(ev novacron.Event) (*nats.Msg, error) {
	if ev.Sequence == 0 {
		return nil, novacron.Errorf(novacron.Invalid, "an event without a sequence is not published")
	}
	body, err := json.Marshal(ev)
	if err != nil {
		return nil, novacron.Errorf(novacron.Invalid, "encode event %d: %w", ev.Sequence, err)
	}
	if len(body) > maxEventBytes {
		return nil, novacron.Errorf(novacron.TooLarge, "event %d has %d bytes and %d are allowed", ev.Sequence, len(body), maxEventBytes)
	}
	msg := nats.NewMsg(subject(e.node, ev.Type))
	msg.Data = body
	msg.Header.Set(nats.MsgIdHdr, origin{e.node, e.generation, ev.Sequence}.id())
	return msg, nil
}

// decode reads a message that encode made.
func decode(id string, body []byte) (origin, novacron.Event, error) {
	o, ok := parseOrigin(id)
	if !ok {
		return origin{}, novacron.Event{}, novacron.Errorf(novacron.Internal, "decode message: %q is not an event's id", id)
	}
	var ev novacron.Event
	if err := json.Unmarshal(body, &ev); err != nil {
		return origin{}, novacron.Event{}, novacron.Errorf(novacron.Internal, "decode event %s: %w", id, err)
	}
	if ev.Sequence != o.sequence {
		return origin{}, novacron.Event{}, novacron.Errorf(novacron.Internal, "decode event %s: it says it is %d", id, ev.Sequence)
	}
	return o, ev, nil
}

// Mark is how far the stream got with this node's events.
type Mark struct {
	Sequence  uint64
	OtherLife bool // it was another generation of the node's store
}

// Last returns the last event of this node that the stream has. NotFound when
// it has none: it is new, or was lost, or everything in it is too old.
func (b *Bus) Last(ctx context.Context) (Mark, error) {
	e, err := b.running()
	if err != nil {
		return Mark{}, err
	}
	msg, err := e.events.GetLastMsgForSubject(ctx, "novacron."+site+"."+token(string(e.node))+".>")
	if err != nil {
		return Mark{}, busError("read the last event", err)
	}
	o, ok := parseOrigin(msg.Header.Get(nats.MsgIdHdr))
	if !ok {
		return Mark{}, novacron.Errorf(novacron.Internal, "the last message of the stream is not an event")
	}
	return Mark{Sequence: o.sequence, OtherLife: o.generation != e.generation}, nil
}

// Stored returns how many events the stream keeps, of every node.
func (b *Bus) Stored(ctx context.Context) (uint64, error) {
	e, err := b.running()
	if err != nil {
		return 0, err
	}
	info, err := e.events.Info(ctx)
	if err != nil {
		return 0, busError("look at the stream", err)
	}
	return info.State.Msgs, nil
}
