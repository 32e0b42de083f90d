package api_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.AgentService = (*fake)(nil)

func (f *fake) Agent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	return novacron.GuestAgent{Version: "1.0", Commands: []string{"guest-ping"}, Hostname: "vm-1"}, f.called(ctx, id)
}

func (f *fake) GuestFilesystems(ctx context.Context, _ novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
	return novacron.Page[novacron.GuestFilesystem]{
		Items: []novacron.GuestFilesystem{{Mountpoint: "/", Device: "vda1", Type: "ext4"}}, Total: 1,
	}, f.called(ctx, page)
}

func (f *fake) GuestUsers(ctx context.Context, _ novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
	return novacron.Page[novacron.GuestUser]{Items: []novacron.GuestUser{{Name: "ada", LoggedInAt: day()}}, Total: 1}, f.called(ctx, page)
}

func (f *fake) SetGuestPassword(ctx context.Context, _ novacron.VMID, req novacron.SetGuestPassword) error {
	return f.called(ctx, req)
}

func (f *fake) ExecGuest(ctx context.Context, _ novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	return novacron.GuestExecResult{ExitCode: 3, Output: "out", DryRun: req.DryRun}, f.called(ctx, req)
}

func (f *fake) FreezeGuest(ctx context.Context, id novacron.VMID, req novacron.FreezeGuest) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.freeze", id, req.Mutation)
}

func (f *fake) ThawGuest(ctx context.Context, id novacron.VMID, m novacron.Mutation) (novacron.Operation, error) {
	if err := f.called(ctx, m); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.thaw", id, m)
}
