package api_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.HardwareService = (*fake)(nil)

// hardware answers a change of hardware.
func (f *fake) hardware(ctx context.Context, kind string, id novacron.VMID, m novacron.Mutation, args ...any) (novacron.Operation, error) {
	if err := f.called(ctx, args); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, kind, id, m)
}

func (f *fake) AddDisk(ctx context.Context, id novacron.VMID, req novacron.AddDisk) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.disk.add", id, req.Mutation, id, req)
}

func (f *fake) ChangeDisk(ctx context.Context, id novacron.VMID, device string, req novacron.ChangeDisk) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.disk.change", id, req.Mutation, id, device, req)
}

func (f *fake) RemoveDisk(ctx context.Context, id novacron.VMID, device string, req novacron.RemoveDisk) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.disk.remove", id, req.Mutation, id, device, req)
}

func (f *fake) AddNIC(ctx context.Context, id novacron.VMID, req novacron.AddNIC) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.nic.add", id, req.Mutation, id, req)
}

func (f *fake) ChangeNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.ChangeNIC) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.nic.change", id, req.Mutation, id, mac, req)
}

func (f *fake) RemoveNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.RemoveNIC) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.nic.remove", id, req.Mutation, id, mac, req)
}

func (f *fake) ChangeHardware(ctx context.Context, id novacron.VMID, req novacron.ChangeHardware) (novacron.Operation, error) {
	return f.hardware(ctx, "vm.hardware", id, req.Mutation, id, req)
}

func (f *fake) HostDevices(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.HostDevice], error) {
	if err := f.called(ctx, page); err != nil {
		return novacron.Page[novacron.HostDevice]{}, err
	}
	return novacron.Page[novacron.HostDevice]{Items: []novacron.HostDevice{{ID: "0000:03:00.0", Kind: "pci"}}, Total: 1}, nil
}

func (f *fake) HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error) {
	if err := f.called(ctx, "options"); err != nil {
		return novacron.HardwareOptions{}, err
	}
	return novacron.HardwareOptions{DiskBuses: []string{"virtio"}}, nil
}
