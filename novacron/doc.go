// Package novacron is the vocabulary that every room of NovaCron speaks: VMs,
// nodes, operations, events, identities, the errors that travel between them,
// and the service interfaces at which the rooms meet.
//
// It owns names and meanings, nothing else: it imports the standard library
// alone, does no input or output, and starts no goroutine. Services are
// implemented in the rooms (fleet, auth, cluster), handed to the entrances
// (api, cli, schedule) by appliance, and never import one another.
//
// Units are part of the names: sizes are bytes, durations are time.Duration,
// times are UTC. Values are plain data: a function that returns a VM returns a
// copy that the caller may keep and change.
package novacron
