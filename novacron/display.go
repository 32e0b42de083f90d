package novacron

import (
	"context"
	"io"
	"time"
)

// ConsoleKind is a way to sit in front of a VM.
type ConsoleKind string

// The kinds of console.
const (
	ConsoleSerial ConsoleKind = "serial" // bytes of the first serial console
	ConsoleVNC    ConsoleKind = "vnc"    // the RFB protocol (RFC 6143) of the VM's screen
)

// Ability says whether something can be done with a VM now, and if not, why and
// what would help.
type Ability struct {
	Available bool   `json:"available" doc:"It can be used now"`
	Reason    string `json:"reason,omitempty" doc:"Why it cannot" example:"vm web-1 is shutoff"`
	Mend      string `json:"mend,omitempty" doc:"What would help" example:"start it"`
}

// AbilityOf is the ability that err denies; nil denies nothing.
func AbilityOf(err error) Ability {
	if err == nil {
		return Ability{Available: true}
	}
	fault := FaultOf(err)
	return Ability{Reason: fault.Detail, Mend: fault.Mend}
}

// VMConsoles is what consoles a VM has now.
type VMConsoles struct {
	Serial     Ability  `json:"serial" doc:"The serial console"`
	VNC        Ability  `json:"vnc" doc:"The screen, with keyboard and pointer"`
	Screenshot Ability  `json:"screenshot" doc:"A picture of the screen"`
	Keys       Ability  `json:"keys" doc:"Keys and text sent to its keyboard"`
	Layouts    []string `json:"layouts" doc:"Keyboard layouts in which text can be typed" example:"[\"en-us\",\"de\"]"`
}

// Screenshot is a picture of a VM's screen.
type Screenshot struct {
	PNG    []byte
	Width  int // of the picture, in pixels
	Height int
	// ScreenWidth and ScreenHeight are those of the screen itself.
	ScreenWidth  int
	ScreenHeight int
	TakenAt      time.Time
	// Tag is equal for equal pictures.
	Tag string
}

// MaxTypedText is how many characters are typed by one request: at the pace
// that a slow guest follows (TypedPace) half a minute.
const MaxTypedText = 1000

// TypedPace is the time from one typed key to the next.
const TypedPace = 30 * time.Millisecond

// OpenDisplay says how a VM's screen is to be opened.
type OpenDisplay struct {
	ViewOnly bool // keys, pointer and clipboard of the watcher do not reach the guest
}

// PressKeys is a combination of keys that are pressed together, in order, and
// let go.
type PressKeys struct {
	Mutation `json:"-"`

	Keys string        `json:"keys" minLength:"1" maxLength:"200" doc:"Names of keys with hyphens between them" example:"ctrl-alt-delete"`
	Hold time.Duration `json:"-"` // 0 is 100 ms
}

// TypeText is text to be typed on a VM's keyboard.
type TypeText struct {
	Mutation `json:"-"`

	Text   string `json:"text" minLength:"1" maxLength:"1000" doc:"What to type; a line feed is Enter, a tab is Tab" example:"uname -a\n"`
	Layout string `json:"layout,omitempty" maxLength:"16" doc:"The keyboard layout that the guest is set to; en-us when left out" example:"de"`
}

// Typed is how far typing got.
type Typed struct {
	Characters int  `json:"characters" doc:"How many characters were typed" example:"9"`
	DryRun     bool `json:"dryRun,omitempty" doc:"True when nothing was typed: the answer to ?dryRun=true"`
}

// DisplayService shows the screens of VMs and drives their keyboards. NotFound
// for a VM that is not there, WrongState for one that is not active,
// Unsupported for one without what is asked for.
//
// Keys and text are input, as what is typed on a console: they are audited, but
// they are no operations, and what is typed is kept nowhere. With the same
// idempotency key they are not pressed again for ten minutes. The Revision of a
// Mutation means nothing here.
type DisplayService interface {
	// Consoles says what consoles the VM has now.
	Consoles(ctx context.Context, id VMID) (VMConsoles, error)
	// OpenDisplay connects to the VM's VNC server as one of several watchers: what
	// is read and written is RFB, from the server's version on, without a password.
	// ctx bounds the opening; Close ends it, and so does the VM's end (io.EOF).
	OpenDisplay(ctx context.Context, id VMID, req OpenDisplay) (io.ReadWriteCloser, error)
	// Screenshot returns a picture of the screen, at most a few seconds old, at
	// most width pixels wide; 0 is the screen's own width.
	Screenshot(ctx context.Context, id VMID, width int) (Screenshot, error)
	// PressKeys presses keys together. Invalid names a key that is none.
	PressKeys(ctx context.Context, id VMID, req PressKeys) error
	// TypeText types text, key by key, and returns when it is typed. Invalid for a
	// character that the layout does not have: then nothing is typed. When ctx ends
	// typing stops, and Typed says how far it got.
	TypeText(ctx context.Context, id VMID, req TypeText) (Typed, error)
}

// TicketTTL is how long a ticket can be used: a page asks for it when it is
// about to connect.
const TicketTTL = 30 * time.Second

// TicketRequest asks for a ticket.
type TicketRequest struct {
	Mutation `json:"-"`

	Kind     ConsoleKind `json:"kind" enum:"serial,vnc" doc:"Which console it opens"`
	ViewOnly bool        `json:"viewOnly,omitempty" doc:"Watch the screen only; for vnc"`
	TakeOver bool        `json:"takeOver,omitempty" doc:"Take the serial console from another tool that holds it; for serial"`
}

// Ticket opens one console of one VM, once, for who asked for it.
type Ticket struct {
	Ticket    string      `json:"ticket,omitempty" doc:"The secret: valid once, for 30 seconds"`
	Kind      ConsoleKind `json:"kind" enum:"serial,vnc" doc:"Which console it opens"`
	VM        VMID        `json:"vm" doc:"The VM"`
	ViewOnly  bool        `json:"viewOnly,omitempty" doc:"Watch only"`
	TakeOver  bool        `json:"takeOver,omitempty" doc:"Take the serial console over"`
	Path      string      `json:"path" doc:"Where to connect the WebSocket to, with the ticket" example:"/api/v1/vms/6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55/vnc?ticket=nct-5f0c2c1e"`
	ExpiresAt time.Time   `json:"expiresAt" doc:"When it ends"`
	DryRun    bool        `json:"dryRun,omitempty" doc:"True when none was made: the answer to ?dryRun=true"`
}

// TicketService makes and takes tickets. They are kept in memory only: a
// restart forgets them.
type TicketService interface {
	// CreateTicket makes a ticket for the identity in ctx, when that may open the
	// console and the VM has it now. Exhausted when too many wait to be used. A
	// repeated request with the same idempotency key gets a new ticket in the
	// place of the first one.
	CreateTicket(ctx context.Context, id VMID, req TicketRequest) (Ticket, error)
	// RedeemTicket takes a ticket and returns it with the identity that asked for
	// it, as it is now. Unauthenticated, without saying why, for one that is
	// unknown, expired, used, or another VM's or console's, and when what proved
	// the identity holds no more. With an identity in ctx, it must be the same.
	RedeemTicket(ctx context.Context, secret string, id VMID, kind ConsoleKind, from string) (Ticket, Identity, error)
	// Verify says whether what proved the identity still holds; Unauthenticated
	// when not.
	Verify(ctx context.Context, id Identity) error
}
