// Package bus is the messaging engine inside the appliance: a NATS server with
// JetStream, embedded, without a listening port. It carries the node's events
// to whoever wants to follow them and, later, to other nodes.
//
// It owns its directory, and nothing in it is the only copy: what it holds came
// from the store's outbox and can be filled again from there. Nothing that a
// person waits for waits for the bus.
//
// # Guarantees
//
//   - Publish returns nil when the event is on disk (every write is synced), at
//     subject novacron.<site>.<node>.<noun>.<verb> of the stream EVENTS.
//   - An event carries its origin: node, generation of the node's store, and
//     sequence. An event published again within Options.Duplicates is stored
//     once. After that it would be stored twice: so Last tells a publisher that
//     comes back how far the stream got, and it goes on behind that.
//   - The stream is bounded (Options.MaxEvents, MaxBytes, MaxAge); the oldest
//     events go first.
//   - Consume hands every event that is kept to its handler, in the order of the
//     stream, from where the durable name's position was saved. An event whose
//     (node, generation, sequence) is not above the last one handled is dropped,
//     also when it was stored twice and the process was restarted in between: the
//     position remembers the last sequence of every origin.
//   - A crash between a handler's return and the saving of the position repeats
//     the events handled since: at most SaveEvery of them. A handler that must
//     act exactly once keeps the event's Node and Sequence with its own effect.
//   - A reader that was away for longer than events are kept sees the gap in
//     Event.Sequence, and the log says it.
//
// # What it refuses
//
// No room but this one knows NATS; none of its types leave. A directory that
// JetStream cannot use makes Open fail and harms nothing else: Open again, later
// or after mending it. Damage that JetStream skips over silently (it drops a
// stream whose metadata is torn) shows as a stream that is behind the outbox.
//
// Called by appliance (Open, Close), by cluster's forwarder (Publish, Last) and
// by whoever follows events (Consume).
package bus
