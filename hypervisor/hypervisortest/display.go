package hypervisortest

import (
	"io"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

func testDisplays(s *suite) {
	d, ok := s.Provider.(hypervisor.Displays)
	if !ok {
		s.Skip("it has no displays")
	}
	_, err := d.Consoles(s.ctx(), newID())
	s.code(novacron.NotFound, err)
	id := s.define(s.request())
	can, err := d.Consoles(s.ctx(), id)
	require.NoError(s.T, err)
	for _, ability := range []novacron.Ability{can.Serial, can.VNC, can.Screenshot, can.Keys} {
		require.False(s.T, ability.Available)
		require.NotEmpty(s.T, ability.Reason)
	}
	_, err = d.OpenDisplay(s.ctx(), id)
	s.code(novacron.WrongState, err)
	_, err = d.Screenshot(s.ctx(), id)
	s.code(novacron.WrongState, err)
	s.code(novacron.WrongState, d.SendKeys(s.ctx(), id, []uint16{30}, time.Millisecond))
	if !s.traits.Displays {
		id = s.running()
		_, err = d.OpenDisplay(s.ctx(), id)
		s.code(novacron.Unsupported, err)
		return
	}
	s.watched(d, s.running())
}

// watched holds a running VM's screen to the contract.
func (s *suite) watched(d hypervisor.Displays, id novacron.VMID) {
	can, err := d.Consoles(s.ctx(), id)
	require.NoError(s.T, err)
	require.True(s.T, can.VNC.Available && can.Screenshot.Available && can.Keys.Available, "%+v", can)
	var conns []io.ReadWriteCloser
	var viewers []*rfb.Client
	for range 2 {
		conn, err := d.OpenDisplay(s.ctx(), id)
		require.NoError(s.T, err)
		s.Cleanup(func() { _ = conn.Close() })
		viewer, err := rfb.Connect(conn, true)
		require.NoError(s.T, err)
		conns, viewers = append(conns, conn), append(viewers, viewer)
	}
	for _, viewer := range viewers {
		require.NoError(s.T, viewer.Update(false), "the second throws nobody out")
	}
	picture, err := d.Screenshot(s.ctx(), id)
	require.NoError(s.T, err)
	require.Positive(s.T, picture.Bounds().Dx()*picture.Bounds().Dy())
	require.NoError(s.T, d.SendKeys(s.ctx(), id, []uint16{30}, time.Millisecond))
	s.code(novacron.Invalid, d.SendKeys(s.ctx(), id, nil, time.Millisecond))
	s.code(novacron.Invalid, d.SendKeys(s.ctx(), id, make([]uint16, hypervisor.MaxKeys+1), time.Millisecond))

	require.NoError(s.T, conns[0].Close())
	require.NoError(s.T, viewers[1].Update(false), "who leaves takes nobody along")
	require.NoError(s.T, s.PowerOff(s.ctx(), id))
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, conns[1])
		ended <- err
	}()
	select {
	case err := <-ended:
		require.NoError(s.T, err)
	case <-time.After(s.traits.Within):
		require.Fail(s.T, "the screen does not end with the VM")
	}
}
