package fake

import (
	"context"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

// ProviderName is what VMs and nodes say in their provider field.
const ProviderName = "fake"

// Options says how the pretended host is. The zero value is a host on which
// everything happens at once.
type Options struct {
	CPUs        int               // logical CPUs; 16 when 0
	MemoryBytes uint64            // memory; 64 GiB when 0. A VM larger than that does not start.
	Pools       map[string]uint64 // storage pools and their size in bytes; "default" with 8 TiB when nil
	Networks    []string          // networks; "default" when nil

	CallDelay     time.Duration // every call takes at least this
	BootDelay     time.Duration // from start until the guest listens
	ShutdownDelay time.Duration // from the request until the guest is off
	SaveDelay     time.Duration // to write the memory of a VM
	Heartbeat     time.Duration // the guest prints a line this often; never when 0

	// StateFile, when set, keeps VMs and volumes in a JSON file that is replaced
	// atomically after every change, so that a killed process finds them again.
	StateFile string
	Logger    zerolog.Logger
}

// DemoOptions returns the pretended host of `novacron demo`: small delays that
// a person can watch, and a guest that says something now and then.
func DemoOptions() Options {
	return Options{
		CallDelay: 5 * time.Millisecond, BootDelay: 4 * time.Second, ShutdownDelay: 3 * time.Second,
		SaveDelay: 2 * time.Second, Heartbeat: 10 * time.Second,
	}
}

func (o *Options) fill() {
	if o.CPUs == 0 {
		o.CPUs = 16
	}
	if o.MemoryBytes == 0 {
		o.MemoryBytes = 64 << 30
	}
	if o.Pools == nil {
		o.Pools = map[string]uint64{"default": 8 << 40}
	}
	if o.Networks == nil {
		o.Networks = []string{"default"}
	}
}

// Provider is the pretended hypervisor. Make it with New.
type Provider struct {
	opts   Options
	faults Faults
	work   sync.WaitGroup // due transitions and attached consoles

	mu         sync.Mutex
	closed     chan struct{} // closed when not open
	open       bool
	away       string // why the hypervisor does not answer; empty when it does
	since      time.Time
	vms        map[novacron.VMID]*machine
	names      map[string]novacron.VMID
	pools      map[string]*pool
	networks   map[string]*novacron.Network
	watchers   map[*watcher]struct{}
	consoles   map[*console]struct{}
	stateFault string // why the state file could not be written last
}

var _ hypervisor.Provider = (*Provider)(nil)

// New returns a pretended hypervisor without VMs. It must be opened.
func New(opts Options) *Provider {
	opts.fill()
	p := &Provider{
		opts:     opts,
		closed:   make(chan struct{}),
		vms:      map[novacron.VMID]*machine{},
		names:    map[string]novacron.VMID{},
		pools:    map[string]*pool{},
		networks: map[string]*novacron.Network{},
		watchers: map[*watcher]struct{}{},
		consoles: map[*console]struct{}{},
	}
	close(p.closed)
	p.faults.ops = map[string]*fault{}
	for i, name := range opts.Networks {
		p.networks[name] = newNetwork(name, i)
	}
	for name, size := range opts.Pools {
		p.pools[name] = newPool(name, size)
	}
	return p
}

// Open connects. VMs that the provider already has go on; with a state file
// those in it are loaded first. An unreadable state file is an error.
func (p *Provider) Open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return ended("open", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open {
		return nil
	}
	if err := p.loadLocked(); err != nil {
		return err
	}
	p.open, p.closed, p.since = true, make(chan struct{}), time.Now()
	for _, m := range p.vms {
		p.armLocked(m)
	}
	return nil
}

// Close ends the connection: consoles read io.EOF, watches end, calls are
// Unavailable. The VMs stay as they are.
func (p *Provider) Close() error {
	p.mu.Lock()
	if !p.open {
		p.mu.Unlock()
		return nil
	}
	p.open = false
	close(p.closed)
	for _, m := range p.vms {
		p.disarmLocked(m)
	}
	consoles := p.takeConsolesLocked()
	p.mu.Unlock()
	for _, c := range consoles {
		_ = c.Close()
	}
	p.work.Wait()
	return nil
}

// Info describes the pretended host.
func (p *Provider) Info() novacron.Hypervisor {
	p.mu.Lock()
	defer p.mu.Unlock()
	info := novacron.Hypervisor{
		Provider: ProviderName, Connected: p.open && p.away == "", Detail: p.away,
		Version: "fake 1.0", URI: "fake:///system", Accel: "none", CPUModel: "Simulated CPU",
		CPUs: p.opts.CPUs, MemoryBytes: p.opts.MemoryBytes,
	}
	if !p.open {
		info.Detail = "not open"
	}
	if !p.since.IsZero() {
		since := p.since.UTC()
		info.Since = &since
	}
	return info
}

// Warnings says that the VMs are not real.
func (p *Provider) Warnings() []novacron.Warning {
	p.mu.Lock()
	defer p.mu.Unlock()
	warnings := []novacron.Warning{{
		ID:     "simulated",
		Detail: "the VMs here are simulated: nothing runs, and nothing that is done to them has an effect outside",
		Mend:   "run novacron serve on a host with libvirt",
	}}
	if p.stateFault != "" {
		warnings = append(warnings, novacron.Warning{
			ID: "state_file", Detail: "the simulated VMs are not kept: " + p.stateFault,
			Mend: "make room or mend the permissions of " + p.opts.StateFile,
		})
	}
	return warnings
}

// do runs one call: faults and delays first, then fn with the lock held, then
// perhaps the loss of its answer.
func (p *Provider) do(ctx context.Context, op string, fn func() error) error {
	lose, err := p.enter(ctx, op)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachableLocked(); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	return lose
}

// enter waits as long as a call takes. It returns the error that shall replace
// success, for calls whose answer is to be lost.
func (p *Provider) enter(ctx context.Context, op string) (lose, err error) {
	if err := ctx.Err(); err != nil {
		return nil, ended(op, err)
	}
	p.mu.Lock()
	closed, err := p.closed, p.reachableLocked()
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if err := pass(ctx, closed, op, p.opts.CallDelay); err != nil {
		return nil, err
	}
	return p.faults.strike(ctx, closed, op)
}

func (p *Provider) reachableLocked() error {
	if !p.open {
		return novacron.Errorf(novacron.Unavailable, "the hypervisor connection is closed")
	}
	if p.away != "" {
		return novacron.Errorf(novacron.Unavailable, "the hypervisor does not answer: %s", p.away)
	}
	return nil
}

// pass lets d go by, unless ctx or the connection ends before.
func pass(ctx context.Context, closed <-chan struct{}, op string, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(op, ctx.Err())
	case <-closed:
		return novacron.Errorf(novacron.Unavailable, "the hypervisor connection was closed")
	}
}

// ended is the error of a call whose context ended.
func ended(op string, err error) error {
	return &novacron.Error{Code: novacron.CodeOf(err), Detail: op + " was not waited for", Cause: err}
}
