// Package cluster makes nodes one. So far it holds the forwarder, which carries
// this node's events from the store's outbox to the bus; membership, leases and
// routing will join it.
//
// The outbox decides: an event exists when its transaction is on disk, and the
// bus gets it later, in order. While the bus is away events wait, nobody else
// does. When it comes back the forwarder asks it for the last event that it has
// and goes on behind that one, so the stream has every event once: after a
// crash between publishing and remembering it, after any time, and after the
// bus lost its directory (then it gets everything that the outbox still keeps).
// A restored store is another life: it goes on behind what it remembers to have
// published, so events of the last second before the backup may come once more,
// under the new generation.
//
// Called by appliance alone.
package cluster
