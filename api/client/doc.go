// Package client speaks NovaCron's REST API and WebSockets from Go: the CLI's
// side of the wire.
//
// It owns the translation between the wire and the vocabulary: every method
// takes and returns types of package novacron, and every failure that it
// returns is a *novacron.Error with the code, fields and mend that the server
// sent. A server that cannot be reached is Unavailable with a mend that says
// how to look.
//
// A Client may be used by several goroutines at once. It keeps no state but
// its connections; it never retries a mutation by itself: give a Mutation an
// IdempotencyKey and send it again.
//
// A Client is also a novacron.VMService, OperationService, NodeService and
// AuditService, so whatever works on a service works on a remote node. The
// identity in a context is not sent: the server knows the caller by its token
// or, on the local socket, by what the kernel says about the process.
package client
