package hypervisor

import (
	"context"
	"image"
	"io"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Displays shows the screens of VMs and drives their keyboards. WrongState for
// a VM that is not active, Unsupported for one that has not what is asked for.
type Displays interface {
	// Consoles says what consoles the VM has now; Layouts is left empty.
	Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error)
	// OpenDisplay connects to the VM's VNC server, beside others that are connected
	// to it, and past its password. ctx bounds the opening, not the connection:
	// Close ends it. Read returns io.EOF when the VM stops.
	OpenDisplay(ctx context.Context, id novacron.VMID) (io.ReadWriteCloser, error)
	// Screenshot returns what the VM's first screen shows. Its size is bounded.
	Screenshot(ctx context.Context, id novacron.VMID) (image.Image, error)
	// SendKeys presses keys together, in order, and lets go of them after hold. It
	// may return before they are let go. The codes are Linux's (KEY_* of
	// input-event-codes.h), at most MaxKeys.
	SendKeys(ctx context.Context, id novacron.VMID, codes []uint16, hold time.Duration) error
}

// MaxKeys is how many keys can be pressed together (libvirt's
// VIR_DOMAIN_SEND_KEY_MAX_KEYS).
const MaxKeys = 16
