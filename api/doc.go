// Package api is the way into NovaCron over HTTP: REST on gin and huma, the
// OpenAPI document and the page that shows it, the event stream and the serial
// console over WebSocket, the web UI's files, and the health of the process.
//
// It decodes strictly, calls one service, and encodes. It owns the wire: paths,
// parameters, JSON names, statuses, headers, the problem body (RFC 9457) and
// the session cookie. It decides nothing about VMs and nothing about rights:
// the services that it is given are guarded already, and it only finds out who
// asks and puts the identity into the context. Every request but those of the
// short public list (first login, health, the UI's files and the API's own
// description) needs an identity, and is answered 401 without reaching a
// service when it has none.
//
// What a caller may rely on:
//   - every answer carries X-Request-Id, under which the log knows it;
//   - every failure is application/problem+json with one of novacron.Codes,
//     and for invalid the name of every field at fault, as the caller wrote it;
//   - a request with an unknown field, an unknown or repeated parameter, or a
//     value of the wrong type or unit changes nothing;
//   - every success is as api/openapi.json says. A test holds it to that.
//
// New listens on nothing. Its caller brings listeners, TLS and the limits that
// only a server can keep: a header timeout, and no write timeout below
// MaxWait, which long polls need. The handler must be closed: that ends the
// WebSockets, which http.Server.Shutdown does not know. New puts gin into
// release mode, for the whole process, so that it prints nothing.
package api
