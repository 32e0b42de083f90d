package auth_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.AgentService = (*services)(nil)

func (s *services) Agent(context.Context, novacron.VMID) (novacron.GuestAgent, error) {
	return novacron.GuestAgent{}, s.err
}

func (s *services) GuestFilesystems(context.Context, novacron.VMID, novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
	return novacron.Page[novacron.GuestFilesystem]{}, s.err
}

func (s *services) GuestUsers(context.Context, novacron.VMID, novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
	return novacron.Page[novacron.GuestUser]{}, s.err
}

func (s *services) SetGuestPassword(context.Context, novacron.VMID, novacron.SetGuestPassword) error {
	_, err := s.mutated("password")
	return err
}

func (s *services) ExecGuest(context.Context, novacron.VMID, novacron.ExecGuest) (novacron.GuestExecResult, error) {
	_, err := s.mutated("exec")
	return novacron.GuestExecResult{}, err
}

func (s *services) FreezeGuest(context.Context, novacron.VMID, novacron.FreezeGuest) (novacron.Operation, error) {
	return s.mutated("freeze")
}

func (s *services) ThawGuest(context.Context, novacron.VMID, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("thaw")
}
