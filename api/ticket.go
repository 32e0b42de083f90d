package api

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
)

// ticketKey finds the ticket that a request came with.
const ticketKey contextKey = requestKey + 1

// ticketKinds are the routes that take tickets, and which.
func ticketKinds() map[string]novacron.ConsoleKind {
	return map[string]novacron.ConsoleKind{
		"/api/v1/vms/{id}/console": novacron.ConsoleSerial,
		"/api/v1/vms/{id}/vnc":     novacron.ConsoleVNC,
	}
}

// redeem lets a request in by its ticket. Another proof that comes with it must
// be of the same identity: a page's cookie is.
func (a *API) redeem(c *gin.Context, kind novacron.ConsoleKind) {
	ctx := c.Request.Context()
	if secret, given, err := secretOf(c.Request); secret != "" || given {
		id, idErr := a.identify(c.Request)
		if err != nil || idErr != nil {
			a.abort(c, firstError(err, idErr))
			return
		}
		ctx = novacron.WithIdentity(ctx, id)
	}
	ticket, id, err := a.services.Tickets.RedeemTicket(ctx, c.Query("ticket"), novacron.VMID(c.Param("id")), kind, fromOf(c.Request))
	if err != nil {
		a.abort(c, err)
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(novacron.WithIdentity(ctx, id), ticketKey, ticket))
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// ticketFrom returns the ticket that a request came with.
func ticketFrom(ctx context.Context) (novacron.Ticket, bool) {
	ticket, ok := ctx.Value(ticketKey).(novacron.Ticket)
	return ticket, ok
}
