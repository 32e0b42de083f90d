package fleet

import (
	"context"
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/keyboard"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

const (
	// displayWithin bounds asking for a screen or pressing a key.
	displayWithin = 20 * time.Second
	// defaultHold is how long keys are held: what virsh does.
	defaultHold = 100 * time.Millisecond
	maxHold     = 10 * time.Second
	// typedHold is how long a typed key is held.
	typedHold = 10 * time.Millisecond
	// maxTyping is how many texts are typed at once on this node.
	maxTyping = 16
)

// Displays is the service of VMs' screens and keyboards.
type Displays struct{ f *Fleet }

var _ novacron.DisplayService = (*Displays)(nil)

// displays is what of the provider shows screens.
func (f *Fleet) displays() (hypervisor.Displays, error) {
	d, ok := f.provider.(hypervisor.Displays)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "this hypervisor shows no screens")
	}
	return d, nil
}

// open returns the provider for a VM that has a record.
func (d *Displays) open(id novacron.VMID) (hypervisor.Displays, error) {
	if _, err := d.f.store.VM(id); err != nil {
		return nil, err
	}
	return d.f.displays()
}

// Consoles says what consoles the VM has now.
func (d *Displays) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	p, err := d.open(id)
	if err != nil {
		return novacron.VMConsoles{}, err
	}
	ctx, cancel := withTimeout(ctx, displayWithin, "asking for consoles")
	defer cancel()
	can, err := p.Consoles(ctx, id)
	can.Layouts = keyboard.Layouts()
	return can, err
}

// OpenDisplay connects to the VM's VNC server, as one of several watchers.
func (d *Displays) OpenDisplay(ctx context.Context, id novacron.VMID, req novacron.OpenDisplay) (io.ReadWriteCloser, error) {
	p, err := d.open(id)
	if err != nil {
		return nil, err
	}
	limited, cancel := withTimeout(ctx, displayWithin, "opening the screen")
	defer cancel()
	server, err := p.OpenDisplay(limited, id)
	if err != nil {
		return nil, err
	}
	return watched{rfb.Guard(server, req.ViewOnly)}, nil
}

// watched gives the errors of the protocol their code.
type watched struct{ io.ReadWriteCloser }

func (w watched) Write(p []byte) (int, error) {
	n, err := w.ReadWriteCloser.Write(p)
	if errors.Is(err, rfb.ErrProtocol) {
		err = novacron.Errorf(novacron.Invalid, "%w", err)
	}
	return n, err
}

// PressKeys presses keys together.
func (d *Displays) PressKeys(ctx context.Context, id novacron.VMID, req novacron.PressKeys) error {
	p, err := d.open(id)
	if err != nil {
		return err
	}
	chord, err := keyboard.Parse(req.Keys)
	if err != nil {
		return novacron.InvalidField("keys", "%v", err).WithMend("write names with hyphens between them, as ctrl-alt-delete or alt-f4")
	}
	if req.Hold == 0 {
		req.Hold = defaultHold
	}
	if req.Hold < 0 || req.Hold > maxHold {
		return novacron.InvalidField("holdMilliseconds", "must be 1 to %d", maxHold.Milliseconds())
	}
	if err := d.canType(ctx, p, id); err != nil || req.DryRun {
		return err
	}
	before, end, err := d.f.once.begin(ctx, "keys "+string(id), req.Mutation, req)
	if before || err != nil {
		return err
	}
	ctx, cancel := withTimeout(ctx, displayWithin, "pressing the keys")
	defer cancel()
	err = p.SendKeys(ctx, id, chord, req.Hold)
	end(err)
	return err
}

func (d *Displays) canType(ctx context.Context, p hypervisor.Displays, id novacron.VMID) error {
	ctx, cancel := withTimeout(ctx, displayWithin, "asking for the keyboard")
	defer cancel()
	can, err := p.Consoles(ctx, id)
	if err != nil || can.Keys.Available {
		return err
	}
	return (&novacron.Error{Code: novacron.WrongState, Detail: can.Keys.Reason}).WithMend("%s", can.Keys.Mend)
}

// TypeText types text, key by key.
func (d *Displays) TypeText(ctx context.Context, id novacron.VMID, req novacron.TypeText) (novacron.Typed, error) {
	p, err := d.open(id)
	if err != nil {
		return novacron.Typed{}, err
	}
	text, err := typing(req)
	if err != nil {
		return novacron.Typed{}, err
	}
	if err := d.canType(ctx, p, id); err != nil || req.DryRun {
		return novacron.Typed{DryRun: req.DryRun}, err
	}
	before, end, err := d.f.once.begin(ctx, "text "+string(id), req.Mutation, req)
	if err != nil {
		return novacron.Typed{}, err
	}
	if before {
		return novacron.Typed{Characters: text.characters()}, nil
	}
	select {
	case d.f.typing <- struct{}{}:
		defer func() { <-d.f.typing }()
	default:
		err := novacron.Errorf(novacron.Exhausted, "%d texts are being typed", maxTyping).WithMend("try again in a few seconds")
		end(err)
		return novacron.Typed{}, err
	}
	n, err := text.typeOn(ctx, p, id)
	end(err)
	return novacron.Typed{Characters: n}, err
}

// typedText is the keys of a text.
type typedText struct {
	chords []keyboard.Chord
	ends   []int // how many characters are typed after each chord
}

func typing(req novacron.TypeText) (typedText, error) {
	if n := utf8.RuneCountInString(req.Text); n == 0 || n > novacron.MaxTypedText {
		return typedText{}, novacron.InvalidField("text", "must have 1 to %d characters, and has %d", novacron.MaxTypedText, n)
	}
	layout := req.Layout
	if layout == "" {
		layout = keyboard.DefaultLayout
	}
	var text typedText
	var err error
	text.chords, text.ends, err = keyboard.Type(layout, req.Text)
	if errors.Is(err, keyboard.ErrLayout) {
		return text, novacron.InvalidField("layout", "must be one of %v", keyboard.Layouts())
	}
	if err != nil {
		return text, novacron.InvalidField("text", "%v", err)
	}
	return text, nil
}

func (t typedText) characters() int { return t.ends[len(t.ends)-1] }

// typeOn types, at the pace of a guest, until ctx ends.
func (t typedText) typeOn(ctx context.Context, p hypervisor.Displays, id novacron.VMID) (int, error) {
	pace := time.NewTicker(novacron.TypedPace)
	defer pace.Stop()
	done := 0
	for i, chord := range t.chords {
		limited, cancel := withTimeout(ctx, displayWithin, "pressing a key")
		err := p.SendKeys(limited, id, chord, typedHold)
		cancel()
		if err != nil {
			return done, err
		}
		done = t.ends[i]
		select {
		case <-pace.C:
		case <-ctx.Done():
			return done, &novacron.Error{Code: novacron.CodeOf(ctx.Err()), Detail: "typing was broken off", Cause: ctx.Err()}
		}
	}
	return done, nil
}
