package api_test

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.DisplayService = (*fake)(nil)
	_ novacron.TicketService  = (*fake)(nil)
)

const goodTicket = "nvt_good"

func (f *fake) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	can := novacron.Ability{Available: true}
	return novacron.VMConsoles{Serial: can, Screenshot: can, Keys: can, Layouts: []string{"en-us"}, VNC: novacron.Ability{Reason: "no"}}, f.called(ctx, id)
}

func (f *fake) OpenDisplay(ctx context.Context, id novacron.VMID, req novacron.OpenDisplay) (io.ReadWriteCloser, error) {
	if err := f.called(ctx, req); err != nil {
		return nil, err
	}
	return f.console()
}

func (f *fake) Screenshot(ctx context.Context, id novacron.VMID, width int) (novacron.Screenshot, error) {
	return novacron.Screenshot{PNG: []byte("a picture"), Tag: "t1", ScreenWidth: 640, ScreenHeight: 400, TakenAt: day()}, f.called(ctx, width)
}

func (f *fake) PressKeys(ctx context.Context, _ novacron.VMID, req novacron.PressKeys) error {
	return f.called(ctx, req)
}

func (f *fake) TypeText(ctx context.Context, _ novacron.VMID, req novacron.TypeText) (novacron.Typed, error) {
	return novacron.Typed{Characters: len(req.Text), DryRun: req.DryRun}, f.called(ctx, req)
}

func (f *fake) CreateTicket(ctx context.Context, id novacron.VMID, req novacron.TicketRequest) (novacron.Ticket, error) {
	end := map[novacron.ConsoleKind]string{novacron.ConsoleSerial: "/console", novacron.ConsoleVNC: "/vnc"}[req.Kind]
	return novacron.Ticket{
		Ticket: goodTicket, Kind: req.Kind, VM: id, ViewOnly: req.ViewOnly, Path: "/api/v1/vms/" + string(id) + end + "?ticket=" + goodTicket,
		ExpiresAt: day(), DryRun: req.DryRun,
	}, f.called(ctx, req)
}

func (f *fake) RedeemTicket(ctx context.Context, secret string, id novacron.VMID, kind novacron.ConsoleKind, _ string,
) (novacron.Ticket, novacron.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if secret != goodTicket {
		return novacron.Ticket{}, novacron.Identity{}, novacron.Errorf(novacron.Unauthenticated, "no such ticket")
	}
	return novacron.Ticket{Kind: kind, VM: id, ViewOnly: true, TakeOver: true}, f.sessions[admin], nil
}

func (f *fake) Verify(context.Context, novacron.Identity) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.sessions[admin]; !ok {
		return novacron.Errorf(novacron.Unauthenticated, "the session ended")
	}
	return nil
}
