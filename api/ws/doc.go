// Package ws carries what does not fit into a request and its answer: the event
// stream and the serial console, over WebSocket.
//
// It owns the frames, the close codes and the life of the connections: how
// many one identity may have, when a peer counts as gone or as too slow, and
// that a connection does not outlive the session that opened it. It finds out
// neither who asks nor what they may do: package api hands in the caller, and
// the services are guarded.
//
// Guarantees of the event stream: events come in order, each once, as soon as
// the outbox has them; every frame's cursor resumes after it, without loss, on
// a new connection. A reader that is too slow is dropped, never the events.
//
// What fails before the upgrade is returned as an error, for api to answer; what
// fails after it is told by a close frame whose code is 4000 plus the HTTP
// status of the error's code, and whose reason is "code: sentence".
package ws
