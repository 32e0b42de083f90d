package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

// ticketPrefix begins a ticket's secret.
const ticketPrefix = "nvt_"

// How many tickets wait to be used: of one identity a dozen pages that open at
// once, in all what takes no memory to speak of.
const (
	maxTicketsOfOne = 32
	maxTickets      = 4096
)

var errUnknownTicket = novacron.Errorf(novacron.Unauthenticated, "the ticket is unknown, used or too old").
	WithMend("ask for another: each opens one console, once, for %d seconds", int(novacron.TicketTTL.Seconds()))

// Tickets is the TicketService: secrets that open one console of one VM, once.
// They are for browsers, whose WebSockets can carry no token.
type Tickets struct {
	access   *Access
	auditor  *Auditor
	displays novacron.DisplayService // behind no guard: tickets ask for permissions of their own
	now      func() time.Time

	mu      sync.Mutex
	waiting map[string]waiting // by the hash of the secret
}

// waiting is a ticket that was not used yet.
type waiting struct {
	ticket   novacron.Ticket
	identity novacron.Identity
	hash     string // of the secret, which is not kept
	key      string // of idempotency
}

var _ novacron.TicketService = (*Tickets)(nil)

// NewTickets returns a TicketService that has given out none.
func NewTickets(access *Access, displays novacron.DisplayService) *Tickets {
	return &Tickets{
		access: access, auditor: access.auditor, displays: displays, now: access.now, waiting: map[string]waiting{},
	}
}

// verbOf is what opening a console takes.
func verbOf(kind novacron.ConsoleKind, viewOnly bool) (verb, error) {
	switch {
	case kind == novacron.ConsoleSerial && !viewOnly:
		return verbVMConsole, nil
	case kind == novacron.ConsoleSerial:
		return "", novacron.InvalidField("viewOnly", "is for vnc")
	case kind == novacron.ConsoleVNC && viewOnly:
		return verbVMWatch, nil
	case kind == novacron.ConsoleVNC:
		return verbVMVNC, nil
	}
	return "", novacron.InvalidField("kind", "must be serial or vnc")
}

// CreateTicket implements novacron.TicketService. It needs the permission that
// its use needs, and is no record of its own: the console's opening is.
func (t *Tickets) CreateTicket(ctx context.Context, vm novacron.VMID, req novacron.TicketRequest) (novacron.Ticket, error) {
	if _, err := identify(ctx); err != nil {
		return novacron.Ticket{}, err
	}
	v, err := verbOf(req.Kind, req.ViewOnly)
	if err != nil {
		return novacron.Ticket{}, err
	}
	id, err := t.auditor.permit(ctx, v, vmTarget(vm))
	if err != nil {
		return novacron.Ticket{}, err
	}
	if req.TakeOver && req.Kind != novacron.ConsoleSerial {
		return novacron.Ticket{}, novacron.InvalidField("takeOver", "is for serial: a screen is shared")
	}
	if err := t.available(ctx, vm, req.Kind); err != nil {
		return novacron.Ticket{}, err
	}
	ticket := novacron.Ticket{
		Kind: req.Kind, VM: vm, ViewOnly: req.ViewOnly, TakeOver: req.TakeOver, Path: ticketPath(vm, req.Kind, ""),
		ExpiresAt: t.now().UTC().Add(novacron.TicketTTL), DryRun: req.DryRun,
	}
	if req.DryRun {
		return ticket, nil
	}
	ticket.Ticket = ticketPrefix + base64.RawURLEncoding.EncodeToString(randomBytes(secretBytes))
	ticket.Path = ticketPath(vm, req.Kind, ticket.Ticket)
	return ticket, t.keep(waiting{ticket: ticket, identity: id, key: req.IdempotencyKey})
}

// available refuses a console that the VM does not have now.
func (t *Tickets) available(ctx context.Context, vm novacron.VMID, kind novacron.ConsoleKind) error {
	can, err := t.displays.Consoles(ctx, vm)
	if err != nil {
		return err
	}
	ability := can.VNC
	if kind == novacron.ConsoleSerial {
		ability = can.Serial
	}
	if ability.Available {
		return nil
	}
	return (&novacron.Error{Code: novacron.WrongState, Detail: ability.Reason}).WithMend("%s", ability.Mend)
}

func ticketPath(vm novacron.VMID, kind novacron.ConsoleKind, secret string) string {
	end := "/vnc"
	if kind == novacron.ConsoleSerial {
		end = "/console"
	}
	path := "/api/v1/vms/" + url.PathEscape(string(vm)) + end
	if secret != "" {
		path += "?ticket=" + url.QueryEscape(secret)
	}
	return path
}

// keep adds a ticket. One that was asked for with the same idempotency key
// makes room for it.
func (t *Tickets) keep(w waiting) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	own, now := 0, t.now()
	for hash, other := range t.waiting {
		same := sameIdentity(other.identity, w.identity)
		switch {
		case now.After(other.ticket.ExpiresAt), same && w.key != "" && other.key == w.key:
			delete(t.waiting, hash)
		case same:
			own++
		}
	}
	if own >= maxTicketsOfOne || len(t.waiting) >= maxTickets {
		return novacron.Errorf(novacron.Exhausted, "too many tickets wait to be used").
			WithMend("use them, or wait %d seconds until they are over", int(novacron.TicketTTL.Seconds()))
	}
	w.hash = hashSecret(w.ticket.Ticket)
	w.ticket.Ticket, w.ticket.Path = "", ""
	t.waiting[w.hash] = w
	return nil
}

// sameIdentity says whether two identities are one requester: the same session,
// token or account of the host.
func sameIdentity(a, b novacron.Identity) bool {
	return a.Kind == b.Kind && a.Name == b.Name && subtle.ConstantTimeCompare([]byte(a.Session), []byte(b.Session)) == 1
}

// RedeemTicket implements novacron.TicketService. Tickets are looked up by their
// hash, so that the time it takes tells nothing about any of them.
func (t *Tickets) RedeemTicket(ctx context.Context, secret string, vm novacron.VMID, kind novacron.ConsoleKind, from string,
) (novacron.Ticket, novacron.Identity, error) {
	w, ok := t.take(secret)
	if !ok || w.ticket.VM != vm || w.ticket.Kind != kind {
		return novacron.Ticket{}, novacron.Identity{}, t.refused(from)
	}
	if id, ok := novacron.IdentityFrom(ctx); ok && !sameIdentity(id, w.identity) {
		return novacron.Ticket{}, novacron.Identity{}, errUnknownTicket
	}
	id, err := t.access.present(ctx, w.identity)
	if err != nil {
		return novacron.Ticket{}, novacron.Identity{}, err
	}
	id.From = clip(from, maxFrom)
	return w.ticket, id, nil
}

// refused counts a ticket that is none against its address, as unknown secrets
// of sessions and tokens are.
func (t *Tickets) refused(from string) error {
	if wait := t.access.failures.take(addressKey(from), t.now()); wait > 0 {
		return tooMany(wait)
	}
	return errUnknownTicket
}

// take takes a ticket out, whatever becomes of it: who presents it for something
// else has it from somebody.
func (t *Tickets) take(secret string) (waiting, bool) {
	if !strings.HasPrefix(secret, ticketPrefix) {
		return waiting{}, false
	}
	hash := hashSecret(secret)
	t.mu.Lock()
	defer t.mu.Unlock()
	w, ok := t.waiting[hash]
	delete(t.waiting, hash)
	same := subtle.ConstantTimeCompare([]byte(w.hash), []byte(hash)) == 1
	return w, ok && same && !t.now().After(w.ticket.ExpiresAt)
}

// Verify implements novacron.TicketService.
func (t *Tickets) Verify(ctx context.Context, id novacron.Identity) error {
	_, err := t.access.present(ctx, id)
	return err
}
