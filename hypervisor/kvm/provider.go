package kvm

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Provider = (*Provider)(nil)

// Provider runs VMs through libvirt. Make it with New.
type Provider struct {
	opts   Options
	log    zerolog.Logger
	hub    *hub
	resync chan struct{} // asks for a look at the inventory soon
	probe  func(context.Context) probeResult
	sizes  *sizes
	agents *agents

	firmware sync.Mutex // held while there is a pool on the folder of UEFI variables

	cancel context.CancelFunc
	work   sync.WaitGroup

	mu       sync.Mutex
	opened   bool
	closed   bool
	current  *session // nil while there is none
	info     novacron.Hypervisor
	warnings map[string]novacron.Warning
}

// New makes a provider. Open starts it.
func New(opts Options) *Provider {
	opts = opts.withDefaults()
	p := &Provider{
		opts:     opts,
		log:      opts.Logger.With().Str("room", "kvm").Logger(),
		hub:      newHub(),
		resync:   make(chan struct{}, 1),
		warnings: map[string]novacron.Warning{},
		sizes:    newSizes(),
		agents:   newAgents(),
	}
	p.probe = onceProbe(prober{emulator: opts.Emulator, limit: probeLimit})
	p.info = novacron.Hypervisor{Provider: "kvm", URI: opts.URI, Accel: "unknown", Detail: "not opened yet"}
	p.setSince()
	return p
}

// Open checks the options and begins to connect. It does not wait for libvirt.
func (p *Provider) Open(_ context.Context) error {
	t, err := parseURI(p.opts.URI)
	if err != nil {
		return err
	}
	switch p.opts.Accel {
	case AccelAuto, AccelKVM, AccelTCG:
	default:
		return novacron.InvalidField("accel", "must be auto, kvm or tcg")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened || p.closed {
		return novacron.Errorf(novacron.Conflict, "the provider was opened before")
	}
	p.opened = true
	p.info.Detail = "connecting"
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.work.Go(func() { p.monitorConnection(ctx, t) })
	return nil
}

// Close ends the connections and waits for everything that Open started.
func (p *Provider) Close() error {
	p.mu.Lock()
	p.closed = true
	cancel := p.cancel
	p.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	p.work.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.info.Connected = false
	p.info.Detail = "closed"
	return nil
}

// Info describes libvirt and the host as last seen.
func (p *Provider) Info() novacron.Hypervisor {
	p.mu.Lock()
	defer p.mu.Unlock()
	info := p.info
	if info.Since != nil {
		since := *info.Since
		info.Since = &since
	}
	return info
}

// Warnings returns what a person should look at, in the order of their IDs.
func (p *Provider) Warnings() []novacron.Warning {
	p.mu.Lock()
	defer p.mu.Unlock()
	return sortedWarnings(p.warnings)
}

// warn keeps a warning; one of the same ID is replaced.
func (p *Provider) warn(w novacron.Warning) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.warnings[w.ID] = w
}

// unwarn drops a warning.
func (p *Provider) unwarn(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.warnings, id)
}

// session returns the session with libvirt, or why there is none.
func (p *Provider) session() (*session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil && !p.closed {
		return p.current, nil
	}
	return nil, novacron.Errorf(novacron.Unavailable, "libvirt cannot be reached: %s", p.info.Detail).
		WithMend("look at novacron doctor; NovaCron connects by itself as soon as libvirt answers")
}

// setSession tells everybody that there is a session.
func (p *Provider) setSession(s *session) {
	p.mu.Lock()
	p.current = s
	p.info = s.info
	p.setSince()
	p.mu.Unlock()
	p.hub.connected(true)
	p.log.Info().Str("uri", s.info.URI).Str("version", s.info.Version).Str("accel", s.info.Accel).Msg("libvirt connected")
}

// dropSession tells everybody that the session is over.
func (p *Provider) dropSession(why error) {
	p.mu.Lock()
	p.current = nil
	p.setDownLocked(why)
	p.setSince()
	p.mu.Unlock()
	p.hub.connected(false)
	if novacron.CodeOf(why) != novacron.Canceled { // Close is no news
		p.log.Warn().Err(why).Msg("libvirt disconnected")
	}
}

// setDown keeps why there is no session.
func (p *Provider) setDown(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.setDownLocked(why)
}

func (p *Provider) setDownLocked(why error) {
	p.info.Connected = false
	p.info.Detail = why.Error()
	if e, ok := novacron.AsError(why); ok {
		p.info.Detail = e.Detail
	}
}

func (p *Provider) setSince() {
	now := time.Now().UTC()
	p.info.Since = &now
}
