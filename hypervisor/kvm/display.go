package kvm

import (
	"context"
	"encoding/xml"
	"io"
	"slices"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Displays = (*Provider)(nil)

// displayXML is what of a domain's definition decides which consoles it has.
type displayXML struct {
	Devices struct {
		Serials  []serialXML   `xml:"serial"`
		Consoles []serialXML   `xml:"console"`
		Graphics []typeAttrXML `xml:"graphics"`
		Videos   []struct {
			Model typeAttrXML `xml:"model"`
		} `xml:"video"`
	} `xml:"devices"`
}

type typeAttrXML struct {
	Type string `xml:"type,attr"`
}

// screen is what a VM has of screens and consoles.
type screen struct {
	domain   libvirt.Domain
	name     string
	state    novacron.VMState
	serial   bool
	vnc      int // index of the VNC server among the VM's graphics; -1 for none
	graphics []string
	video    bool
}

// screen reads what consoles a VM has.
func (p *Provider) screen(ctx context.Context, id novacron.VMID) (screen, error) {
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (screen, error) {
		raw, err := readDomain(lv, d)
		if err != nil {
			return screen{}, err
		}
		if len(raw.live) > maxXML {
			return screen{}, novacron.Errorf(novacron.Unsupported, "the definition of vm %s is too large to be read", raw.name)
		}
		var x displayXML
		if err := xml.Unmarshal([]byte(raw.live), &x); err != nil {
			return screen{}, err
		}
		s := screen{domain: d, name: raw.name, state: stateOf(raw.state), vnc: -1}
		s.read(x)
		return s, nil
	})
}

func (s *screen) read(x displayXML) {
	for _, c := range slices.Concat(x.Devices.Consoles, x.Devices.Serials) {
		s.serial = s.serial || c.Type == "pty"
	}
	for i, g := range x.Devices.Graphics {
		s.graphics = append(s.graphics, g.Type)
		if g.Type == "vnc" && s.vnc < 0 {
			s.vnc = i
		}
	}
	for _, v := range x.Devices.Videos {
		s.video = s.video || v.Model.Type != "none"
	}
}

// active refuses a VM that is off.
func (s *screen) active(what string) error {
	if s.state.Active() {
		return nil
	}
	return novacron.Errorf(novacron.WrongState, "vm %s has no %s: it is %s", s.name, what, s.state).WithMend("start it")
}

func (s *screen) canSerial() error {
	if err := s.active("console"); err != nil {
		return err
	}
	if !s.serial {
		return novacron.Errorf(novacron.Unsupported, "vm %s has no serial console that can be attached to", s.name).
			WithMend("give it a <serial type='pty'/> and start it anew")
	}
	return nil
}

func (s *screen) canVNC() error {
	if err := s.active("screen"); err != nil {
		return err
	}
	switch {
	case s.vnc >= 0:
		return nil
	case slices.Contains(s.graphics, "spice"):
		return novacron.Errorf(novacron.Unsupported, "the screen of vm %s is shown by SPICE alone, which a browser cannot speak", s.name).
			WithMend("add a <graphics type='vnc'/> beside it and start it anew, or look with virt-viewer; screenshots and keys work")
	}
	return novacron.Errorf(novacron.Unsupported, "vm %s has no VNC server", s.name).
		WithMend("add a <graphics type='vnc'/> and start it anew, or use the serial console")
}

func (s *screen) canScreenshot() error {
	if err := s.active("screen"); err != nil {
		return err
	}
	if !s.video {
		return novacron.Errorf(novacron.Unsupported, "vm %s has no screen", s.name).
			WithMend("give it a video device and start it anew, or use the serial console")
	}
	return nil
}

// Consoles says what consoles the VM has now.
func (p *Provider) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	s, err := p.screen(ctx, id)
	if err != nil {
		return novacron.VMConsoles{}, err
	}
	return novacron.VMConsoles{
		Serial:     novacron.AbilityOf(s.canSerial()),
		VNC:        novacron.AbilityOf(s.canVNC()),
		Screenshot: novacron.AbilityOf(s.canScreenshot()),
		Keys:       novacron.AbilityOf(s.active("keyboard")),
	}, nil
}

// OpenDisplay connects to the VM's VNC server. libvirt makes the connection and
// passes its socket: neither the folder of QEMU's socket nor a port has to be
// reachable, and the password, which guards against other accounts of the
// host, does not apply.
func (p *Provider) OpenDisplay(ctx context.Context, id novacron.VMID) (io.ReadWriteCloser, error) {
	found, err := p.screen(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := found.canVNC(); err != nil {
		return nil, err
	}
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	ctx, cancel := p.bounded(ctx)
	defer cancel()
	w, err := dialWire(ctx, s.events.endpoint, nil)
	if err != nil {
		return nil, err
	}
	defer w.close()
	var args xdr
	args.domain(found.domain)
	args.uint(uint32(found.vnc))
	args.uint(uint32(libvirt.DomainOpenGraphicsSkipauth))
	if _, err := w.call(ctx, procOpenGraphicsFD, args); err != nil {
		return nil, err
	}
	return w.take(ctx)
}

// SendKeys presses keys together.
func (p *Provider) SendKeys(ctx context.Context, id novacron.VMID, codes []uint16, hold time.Duration) error {
	if len(codes) == 0 || len(codes) > hypervisor.MaxKeys {
		return novacron.InvalidField("keys", "must be 1 to %d keys", hypervisor.MaxKeys)
	}
	numbers := make([]uint32, len(codes))
	for i, c := range codes {
		numbers[i] = uint32(c)
	}
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return struct{}{}, err
		}
		found := screen{name: d.Name, state: stateOf(state)}
		if err := found.active("keyboard"); err != nil {
			return struct{}{}, err
		}
		millis := uint32(max(hold.Milliseconds(), 1))
		return struct{}{}, lv.DomainSendKey(d, uint32(libvirt.KeycodeSetLinux), millis, numbers, 0)
	})
	return err
}
