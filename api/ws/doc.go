// Package ws is what the API says over WebSocket: the event stream and the
// serial console of a VM.
//
// It owns the frames, the close codes and the life of a socket: heartbeats, the
// session that is looked at again while the socket is open, the bound on how
// many an identity may have, and what happens to a reader that is too slow. It
// finds out nothing about who asks: its caller has done so, and has refused
// other origins. What fails before the upgrade is returned, for its caller to
// answer as a problem; after it the socket is closed with 1000 (the console
// ended), 1001 (NovaCron stops) or 4000 plus the HTTP status of the error's
// code, the reason being "code: sentence".
package ws
