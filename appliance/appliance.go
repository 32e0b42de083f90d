package appliance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/cluster"
	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/metrics"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/ui"
)

// Options are what an appliance needs beside its configuration.
type Options struct {
	Version string
	Logger  zerolog.Logger
	// Provider runs the VMs; the one that the configuration names when nil. The
	// appliance opens and closes it.
	Provider hypervisor.Provider
	// Demo marks an appliance whose VMs are simulated.
	Demo bool
	// Now is the wall clock; time.Now when nil.
	Now func() time.Time
}

// Appliance is a whole NovaCron on one host.
type Appliance struct {
	cfg  Config
	opts Options
	log  zerolog.Logger

	store       *store.Store
	provider    hypervisor.Provider
	fleet       *fleet.Fleet
	auditor     *auth.Auditor
	access      *auth.Access
	certificate *auth.Certificate
	bus         *bus.Bus
	forwarder   *cluster.Forwarder
	metrics     *metrics.Metrics
	api         *api.API
	https       *entrance
	socket      *entrance

	stop    context.CancelFunc
	wg      sync.WaitGroup
	closers []closer

	mu    sync.Mutex
	ready bool
}

// closer undoes one step of Open.
type closer struct {
	name  string
	close func() error
}

// New returns an appliance that does nothing until Open.
func New(cfg Config, opts Options) *Appliance {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Appliance{cfg: cfg, opts: opts, log: opts.Logger}
}

// Open brings everything up, in order, and returns when requests are answered.
// What fails is named by its step, and what was opened before is closed again.
func (a *Appliance) Open(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	for _, step := range a.steps(run) {
		if err := step.open(ctx); err != nil {
			return fmt.Errorf("open %s: %w", step.name, err)
		}
		if step.close != nil {
			a.closers = append(a.closers, closer{step.name, step.close})
		}
	}
	a.setReady(true)
	a.tell(ctx, novacron.EventNodeStarted)
	return nil
}

// step is one room of Open.
type step struct {
	name  string
	open  func(context.Context) error
	close func() error
}

// steps is the order in which the rooms open. run ends with Close.
func (a *Appliance) steps(run context.Context) []step {
	return []step{
		{"store", a.openStore, func() error { return a.store.Close() }},
		{"hypervisor", a.openProvider, func() error { return a.provider.Close() }},
		{"audit", a.openAccess, func() error { return a.auditor.Close() }},
		{"certificate", a.openCertificate, nil},
		{"metrics", a.openMetrics, nil},
		{"fleet", a.openFleet, func() error { return a.fleet.Close() }},
		{"bus", a.openBus, func() error { return a.bus.Close() }},
		{"forwarder", a.openForwarder, func() error { return a.forwarder.Close() }},
		{"api", a.openAPI, nil},
		{"https", a.openHTTPS, func() error { return a.https.close() }},
		{"socket", a.openSocket, func() error { return a.socket.close() }},
		// WebSockets end first: the servers' own shutdown does not know them.
		{"websockets", func(context.Context) error { return nil }, func() error { return a.api.Close() }},
		{"watchdog", func(context.Context) error {
			a.wg.Go(func() { monitorWatchdog(run, a.alive) })
			return nil
		}, nil},
	}
}

// Close takes everything down in reverse and waits for it. VMs run on. It may
// be called more than once.
func (a *Appliance) Close() error {
	if a.isReady() {
		a.tell(context.Background(), novacron.EventNodeStopping)
	}
	a.setReady(false)
	if a.stop != nil {
		a.stop()
	}
	a.wg.Wait()
	var errs []error
	for len(a.closers) > 0 {
		last := a.closers[len(a.closers)-1]
		a.closers = a.closers[:len(a.closers)-1]
		if err := last.close(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", last.name, err))
		}
	}
	return errors.Join(errs...)
}

// Ready returns nil when requests are answered.
func (a *Appliance) Ready() error {
	if !a.isReady() {
		return novacron.Errorf(novacron.Unavailable, "the appliance is starting or stopping")
	}
	return nil
}

func (a *Appliance) isReady() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ready
}

func (a *Appliance) setReady(ready bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ready = ready
}

// URL is the address of the page, for a person on this host; empty when there
// is only the socket.
func (a *Appliance) URL() string {
	if a.https == nil || a.https.listener == nil {
		return ""
	}
	return "https://" + forPeople(a.https.listener.Addr())
}

// Fingerprint is the SHA-256 of the certificate, as browsers and --fingerprint
// show and take it.
func (a *Appliance) Fingerprint() string { return a.certificate.Fingerprint() }

// SetupCode returns a new code for the first administrator, and whether one is
// needed at all.
func (a *Appliance) SetupCode(ctx context.Context) (code string, needed bool, err error) {
	return a.access.EnsureSetupCode(ctx)
}

// Fleet returns the life of this node's VMs, for tests and the demo.
func (a *Appliance) Fleet() *fleet.Fleet { return a.fleet }

func (a *Appliance) openStore(ctx context.Context) error {
	a.store = store.New(store.Options{
		Dir: a.cfg.DataDir, Now: a.opts.Now, Logger: a.part("store"),
		KeepEvents: a.cfg.Events.Keep, KeepEventsFor: a.cfg.Events.KeepFor, KeepOperations: a.cfg.Operations.KeepFor,
		KeepAudit: a.cfg.Audit.KeepFor,
	})
	return a.store.Open(ctx)
}

func (a *Appliance) openProvider(ctx context.Context) error {
	a.provider = a.opts.Provider
	if a.provider == nil {
		a.provider = newProvider(a.cfg, a.part("hypervisor"))
	}
	return a.provider.Open(ctx)
}

func (a *Appliance) openAccess(ctx context.Context) error {
	key, err := auth.OpenAuditKey(filepath.Join(a.cfg.DataDir, "audit.key"))
	if err != nil {
		return err
	}
	a.auditor = auth.NewAuditor(auth.AuditorOptions{
		Store: a.store, Now: a.opts.Now, Logger: a.part("audit"),
		Key: key, HeadsFile: filepath.Join(a.cfg.DataDir, "audit-heads.jsonl"),
	})
	a.access = auth.New(auth.Options{
		Store: a.store, Auditor: a.auditor, Now: a.opts.Now, Logger: a.part("auth"),
		SessionIdle: a.cfg.Sessions.Idle, SessionAbsolute: a.cfg.Sessions.Lifetime,
	})
	return a.auditor.Open(ctx)
}

func (a *Appliance) openCertificate(context.Context) error {
	var err error
	a.certificate, err = auth.OpenCertificate(auth.CertificateOptions{
		Dir: a.cfg.DataDir, CertFile: a.cfg.TLS.CertFile, KeyFile: a.cfg.TLS.KeyFile, Names: a.cfg.TLS.Names,
		Now: a.opts.Now, Logger: a.part("tls"),
	})
	return err
}

func (a *Appliance) openMetrics(context.Context) error {
	a.metrics = metrics.New(metrics.Options{Store: a.store, Provider: a.provider, Version: a.opts.Version})
	return nil
}

// figures fills in what a summary of the node says of the host.
func (a *Appliance) figures(m *novacron.NodeMetrics) { metrics.Host(m, a.cfg.DataDir) }

func (a *Appliance) observeOperation(_ context.Context, op novacron.Operation) {
	a.metrics.ObserveOperation(op)
}

func (a *Appliance) openFleet(ctx context.Context) error {
	a.fleet = fleet.New(fleet.Options{
		Store: a.store, Provider: a.provider, Logger: a.part("fleet"), Now: a.opts.Now,
		HostName: a.nodeName(), Version: a.opts.Version, Demo: a.opts.Demo,
		Figures: a.figures, Warnings: a.warnings, Finished: a.observeOperation,
		Images: fleet.ImageOptions{
			AllowHTTP: a.cfg.Images.AllowHTTP, AllowLocal: a.cfg.Images.AllowLocal,
			MaxFileBytes: a.cfg.Images.MaxFileBytes, MaxVirtualBytes: a.cfg.Images.MaxVirtualBytes,
		},
	})
	return a.fleet.Open(ctx)
}

// openBus makes the bus. It is started by the forwarder, and again whenever it
// breaks: an appliance whose bus cannot start serves all the same, and its
// events wait in the outbox.
func (a *Appliance) openBus(context.Context) error {
	a.bus = bus.New(bus.Options{
		Dir: filepath.Join(a.cfg.DataDir, "jetstream"), Logger: a.part("bus"),
		Origin: func() (novacron.NodeID, string) { return a.store.NodeID(), a.store.Generation() },
	})
	return nil
}

func (a *Appliance) openForwarder(ctx context.Context) error {
	a.forwarder = cluster.NewForwarder(a.store, a.bus, a.part("forwarder"))
	return a.forwarder.Open(ctx)
}

// warnings are what the node should be looked at for, beside the hypervisor's.
func (a *Appliance) warnings() []novacron.Warning {
	if a.forwarder == nil {
		return nil
	}
	err := a.forwarder.Healthy()
	if err == nil {
		return nil
	}
	fault := novacron.FaultOf(err)
	return []novacron.Warning{{
		ID: "bus", Detail: fault.Detail,
		Mend: "nothing is lost and this page works; look at " + filepath.Join(a.cfg.DataDir, "jetstream") + " and at the log",
	}}
}

func (a *Appliance) openAPI(context.Context) error {
	a.api = api.New(api.Services{
		VMs:        auth.GuardVMs(a.fleet.VMs(), a.auditor),
		Clones:     auth.GuardClones(a.fleet.Clones(), a.auditor),
		Displays:   auth.GuardDisplays(a.fleet.Displays(), a.auditor),
		Agents:     auth.GuardAgents(a.fleet.Agents(), a.auditor),
		Tickets:    auth.NewTickets(a.access, a.fleet.Displays()),
		Hardware:   auth.GuardHardware(a.fleet.Hardware(), a.auditor),
		Archives:   auth.GuardArchives(a.fleet.Archives(), a.auditor),
		CloudInits: auth.GuardCloudInits(a.fleet.CloudInits(), a.auditor),
		Images:     auth.GuardImages(a.fleet.Images(), a.auditor),
		Pools:      auth.GuardPools(a.fleet.Pools(), a.auditor),
		Volumes:    auth.GuardVolumes(a.fleet.Volumes(), a.auditor),
		Uploads:    auth.GuardUploads(a.fleet.Uploads(), a.auditor),
		Snapshots:  auth.GuardSnapshots(a.fleet.Snapshots(), a.auditor),
		Networks:   auth.GuardNetworks(a.fleet.Networks(), a.auditor),
		VMNetworks: auth.GuardVMNetworks(a.fleet.VMNetworks(), a.auditor),
		Operations: auth.GuardOperations(a.fleet.Operations(), a.auditor),
		Events:     auth.GuardEvents(a.fleet.Events(), a.auditor),
		Node:       auth.GuardNode(a.fleet.Node(), a.auditor),
		Audit:      auth.GuardAudit(a.auditor, a.auditor),
		Access:     a.access,
	}, api.Options{
		Logger: a.part("api"), UI: ui.Files(), Ready: a.Ready,
		Metrics: a.metrics.Write, ObserveRequest: a.metrics.ObserveRequest, ObserveDelivery: a.metrics.ObserveDelivery,
	})
	return nil
}

func (a *Appliance) openHTTPS(ctx context.Context) error {
	if a.cfg.Listen == "" {
		a.https = &entrance{}
		return nil
	}
	var err error
	a.https, err = openHTTPS(ctx, a.cfg.Listen, a.certificate, a.api, a.part("https"))
	return err
}

func (a *Appliance) openSocket(ctx context.Context) error {
	if a.cfg.Socket == "" {
		a.socket = &entrance{}
		return nil
	}
	var err error
	a.socket, err = openSocket(ctx, a.cfg.Socket, a.api, a.part("socket"))
	return err
}

// tell records that the node itself started or stops.
func (a *Appliance) tell(ctx context.Context, kind string) {
	err := a.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.AppendEvent(novacron.Event{
			Type: kind, Target: novacron.Target{Kind: "node", ID: string(a.store.NodeID()), Name: a.nodeName()},
			Data: map[string]string{"version": a.opts.Version},
		})
		return err
	})
	if err != nil {
		a.log.Warn().Err(err).Str("event", kind).Msg("an event of the node could not be recorded")
	}
}

// alive is what systemd's watchdog hears: the store's writer can be had. It
// writes nothing: a full disk is no reason to be restarted.
func (a *Appliance) alive(ctx context.Context) error {
	return a.store.Update(ctx, func(*store.Tx) error { return nil })
}

func (a *Appliance) part(name string) zerolog.Logger {
	return a.log.With().Str("part", name).Logger()
}

func (a *Appliance) nodeName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return cmp.Or(a.cfg.NodeName, host)
}
