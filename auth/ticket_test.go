package auth_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

const ticketVM = novacron.VMID("vm-1")

var vncTicket = novacron.TicketRequest{Kind: novacron.ConsoleVNC}

// ticket makes a ticket that must be given.
func ticket(ctx context.Context, t *testing.T, tickets *auth.Tickets, req novacron.TicketRequest) novacron.Ticket {
	t.Helper()
	made, err := tickets.CreateTicket(ctx, ticketVM, req)
	require.NoError(t, err)
	require.NotEmpty(t, made.Ticket)
	require.Contains(t, made.Path, made.Ticket)
	return made
}

// redeemVNC takes a ticket as a browser does whose cookie the API has looked at.
func redeemVNC(t *testing.T, tickets *auth.Tickets, secret string) (novacron.Identity, error) {
	t.Helper()
	_, id, err := tickets.RedeemTicket(t.Context(), secret, ticketVM, novacron.ConsoleVNC, home)
	return id, err
}

func TestTicketOpensOneConsoleOnce(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	tickets := auth.NewTickets(f.Access, &services{})
	ctx := f.as(session.Secret)
	made := ticket(ctx, t, tickets, novacron.TicketRequest{Kind: novacron.ConsoleVNC, ViewOnly: true})
	got, id, err := tickets.RedeemTicket(ctx, made.Ticket, ticketVM, novacron.ConsoleVNC, home)
	require.NoError(t, err)
	require.True(t, got.ViewOnly)
	require.Empty(t, got.Ticket, "nobody needs the secret again")
	require.Equal(t, "admin", id.Name)
	require.Equal(t, novacron.RoleAdministrator, id.Role)
	require.Equal(t, home, id.From)
	require.NoError(t, tickets.Verify(t.Context(), id))
	_, err = redeemVNC(t, tickets, made.Ticket)
	requireCode(t, novacron.Unauthenticated, err)

	for name, use := range map[string]func(string) error{
		"another VM": func(s string) error {
			_, _, err := tickets.RedeemTicket(t.Context(), s, "vm-2", novacron.ConsoleVNC, home)
			return err
		},
		"another console": func(s string) error {
			_, _, err := tickets.RedeemTicket(t.Context(), s, ticketVM, novacron.ConsoleSerial, home)
			return err
		},
		"another identity": func(s string) error {
			ctx := novacron.WithIdentity(t.Context(), person(novacron.RoleAdministrator))
			_, _, err := tickets.RedeemTicket(ctx, s, ticketVM, novacron.ConsoleVNC, home)
			return err
		},
		"too late": func(s string) error {
			f.clock.advance(novacron.TicketTTL + time.Millisecond)
			_, err := redeemVNC(t, tickets, s)
			return err
		},
	} {
		made := ticket(ctx, t, tickets, vncTicket)
		requireCode(t, novacron.Unauthenticated, use(made.Ticket))
		_, err = redeemVNC(t, tickets, made.Ticket)
		requireCode(t, novacron.Unauthenticated, err)
		require.NotEmpty(t, name)
	}
}

// A ticket is worth what its requester is when it is used.
func TestTicketEndsWithItsSession(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	tickets := auth.NewTickets(f.Access, &services{})
	ctx := f.as(session.Secret)
	made := ticket(ctx, t, tickets, vncTicket)
	used := ticket(ctx, t, tickets, vncTicket)
	id, err := redeemVNC(t, tickets, used.Ticket)
	require.NoError(t, err)
	require.NoError(t, f.Logout(ctx, novacron.Mutation{}))
	_, err = redeemVNC(t, tickets, made.Ticket)
	requireCode(t, novacron.Unauthenticated, err)
	requireCode(t, novacron.Unauthenticated, tickets.Verify(t.Context(), id))
}

func TestTicketOfAToken(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	token, err := f.CreateToken(f.as(session.Secret), novacron.CreateToken{Label: "x"})
	require.NoError(t, err)
	tickets := auth.NewTickets(f.Access, &services{})
	ctx := f.as(token.Secret)
	first, second := ticket(ctx, t, tickets, vncTicket), ticket(ctx, t, tickets, vncTicket)
	id, err := redeemVNC(t, tickets, first.Ticket)
	require.NoError(t, err)
	require.Equal(t, "admin", id.Name)
	require.NoError(t, f.DeleteToken(f.as(session.Secret), token.ID, novacron.Mutation{}))
	_, err = redeemVNC(t, tickets, second.Ticket)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestTicketsAreBounded(t *testing.T) {
	f := newFixture(t)
	tickets := auth.NewTickets(f.Access, &services{})
	ctx := f.asLocal()
	keyed := novacron.TicketRequest{Mutation: novacron.Mutation{IdempotencyKey: "k"}, Kind: novacron.ConsoleVNC}
	first := ticket(ctx, t, tickets, keyed)
	ticket(ctx, t, tickets, keyed)
	_, _, err := tickets.RedeemTicket(ctx, first.Ticket, ticketVM, novacron.ConsoleVNC, home)
	requireCode(t, novacron.Unauthenticated, err)
	for i := 1; err != nil || i < 32; i++ {
		_, err = tickets.CreateTicket(ctx, ticketVM, vncTicket)
		require.NoError(t, err)
	}
	_, err = tickets.CreateTicket(ctx, ticketVM, vncTicket)
	requireCode(t, novacron.Exhausted, err)
	f.clock.advance(novacron.TicketTTL + time.Second)
	ticket(ctx, t, tickets, vncTicket)

	dry, err := tickets.CreateTicket(ctx, ticketVM, novacron.TicketRequest{Mutation: novacron.Mutation{DryRun: true}, Kind: novacron.ConsoleVNC})
	require.NoError(t, err)
	require.Empty(t, dry.Ticket)
	require.True(t, dry.DryRun)
	for _, bad := range []novacron.TicketRequest{
		{Kind: "telnet"}, {Kind: novacron.ConsoleSerial, ViewOnly: true}, {Kind: novacron.ConsoleVNC, TakeOver: true},
	} {
		_, err = tickets.CreateTicket(ctx, ticketVM, bad)
		requireCode(t, novacron.Invalid, err)
	}
	for i := range 100 {
		_, err = redeemVNC(t, tickets, fmt.Sprintf("nvt_guess%d", i))
		require.Error(t, err)
	}
	requireCode(t, novacron.Exhausted, err)
}

// Of many who present one ticket at once, one gets in.
func TestTicketIsUsedOnceByMany(t *testing.T) {
	f := newFixture(t)
	tickets := auth.NewTickets(f.Access, &services{})
	made := ticket(f.asLocal(), t, tickets, vncTicket)
	var in atomic.Int32
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := redeemVNC(t, tickets, made.Ticket); err == nil {
				in.Add(1)
			}
		})
	}
	group.Wait()
	require.Equal(t, int32(1), in.Load())
}

// The opening of a console and its end are both in the audit.
func TestConsolesAreAuditedToTheirEnd(t *testing.T) {
	f := newFixture(t)
	displays := auth.GuardDisplays(&services{}, f.auditor)
	ctx := novacron.WithIdentity(t.Context(), person(novacron.RoleOperator))
	stream, err := displays.OpenDisplay(ctx, ticketVM, novacron.OpenDisplay{})
	require.NoError(t, err)
	require.NoError(t, stream.Close())
	_ = stream.Close()
	_, err = displays.TypeText(ctx, ticketVM, novacron.TypeText{Text: "hunter2"})
	require.NoError(t, err)
	all := f.audit()
	require.Len(t, all, 5)
	require.Contains(t, fmt.Sprint(all), "vm.vnc.close")
	require.NotContains(t, fmt.Sprint(f.records()), "hunter2")
}
