package auth_test

import (
	"context"
	"io"
	"net"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.DisplayService = (*services)(nil)

func (s *services) Consoles(context.Context, novacron.VMID) (novacron.VMConsoles, error) {
	can := novacron.Ability{Available: true}
	return novacron.VMConsoles{Serial: can, VNC: can}, s.err
}

func (s *services) OpenDisplay(context.Context, novacron.VMID, novacron.OpenDisplay) (io.ReadWriteCloser, error) {
	_, err := s.mutated("display")
	here, there := net.Pipe()
	_ = there.Close()
	return here, err
}

func (s *services) Screenshot(context.Context, novacron.VMID, int) (novacron.Screenshot, error) {
	return novacron.Screenshot{}, s.err
}

func (s *services) PressKeys(context.Context, novacron.VMID, novacron.PressKeys) error {
	_, err := s.mutated("keys")
	return err
}

func (s *services) TypeText(context.Context, novacron.VMID, novacron.TypeText) (novacron.Typed, error) {
	_, err := s.mutated("text")
	return novacron.Typed{}, err
}
