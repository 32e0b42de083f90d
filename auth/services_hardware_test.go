package auth_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.HardwareService = (*services)(nil)

func (s *services) AddDisk(context.Context, novacron.VMID, novacron.AddDisk) (novacron.Operation, error) {
	return s.mutated("add disk")
}

func (s *services) ChangeDisk(context.Context, novacron.VMID, string, novacron.ChangeDisk) (novacron.Operation, error) {
	return s.mutated("change disk")
}

func (s *services) RemoveDisk(context.Context, novacron.VMID, string, novacron.RemoveDisk) (novacron.Operation, error) {
	return s.mutated("remove disk")
}

func (s *services) AddNIC(context.Context, novacron.VMID, novacron.AddNIC) (novacron.Operation, error) {
	return s.mutated("add nic")
}

func (s *services) ChangeNIC(context.Context, novacron.VMID, string, novacron.ChangeNIC) (novacron.Operation, error) {
	return s.mutated("change nic")
}

func (s *services) RemoveNIC(context.Context, novacron.VMID, string, novacron.RemoveNIC) (novacron.Operation, error) {
	return s.mutated("remove nic")
}

func (s *services) ChangeHardware(context.Context, novacron.VMID, novacron.ChangeHardware) (novacron.Operation, error) {
	return s.mutated("hardware")
}

func (s *services) HostDevices(context.Context, novacron.PageRequest) (novacron.Page[novacron.HostDevice], error) {
	return novacron.Page[novacron.HostDevice]{}, s.err
}

func (s *services) HardwareOptions(context.Context) (novacron.HardwareOptions, error) {
	return novacron.HardwareOptions{}, s.err
}
