package api

import (
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

// Services are what the API calls. Every one must be set, and guarded: the API
// checks who asks, never what they may do.
type Services struct {
	VMs        novacron.VMService
	Clones     novacron.CloneService
	Displays   novacron.DisplayService
	Tickets    novacron.TicketService
	Agents     novacron.AgentService
	Hardware   novacron.HardwareService
	Archives   novacron.ArchiveService
	CloudInits novacron.CloudInitService
	Images     novacron.ImageService
	Pools      novacron.PoolService
	Volumes    novacron.VolumeService
	Uploads    novacron.UploadService
	Snapshots  novacron.SnapshotService
	Networks   novacron.NetworkService
	VMNetworks novacron.VMNetworkService
	Operations novacron.OperationService
	Events     novacron.EventService
	Audit      novacron.AuditService
	Node       novacron.NodeService
	Access     novacron.AccessService
}

// Options say how the API behaves. The zero value serves everything but the UI
// and Prometheus' metrics.
type Options struct {
	Logger zerolog.Logger
	// UI holds the built web UI, index.html at its root. Without one, a page
	// says how to build it.
	UI fs.FS
	// Metrics writes the node's metrics in Prometheus' text format.
	Metrics func(io.Writer)
	// Ready returns nil when the process can serve; its error is answered by
	// /readyz. Always ready when nil.
	Ready func() error
	// ObserveRequest is told of every answered request: the route's pattern
	// ("/api/v1/vms/{id}", or "ui", or "none"), never the path itself.
	// WebSockets are not requests in this sense.
	ObserveRequest func(route, method string, status int, duration time.Duration)
	// Heartbeat and Reauthenticate are the intervals of the WebSockets; the
	// defaults of package ws when zero.
	Heartbeat      time.Duration
	Reauthenticate time.Duration
	// ObserveDelivery is told how late an event was at a WebSocket that waited
	// for it.
	ObserveDelivery func(time.Duration)
	// SocketsPerIdentity bounds the WebSockets of one identity; the default of
	// package ws when zero.
	SocketsPerIdentity int
}

// API is the handler of every request.
type API struct {
	services Services
	opts     Options
	log      zerolog.Logger
	engine   *gin.Engine
	huma     huma.API
	sockets  *ws.Hub
	cross    *http.CrossOriginProtection
	public   map[string]bool   // "METHOD /pattern" that need no identity
	routes   map[string]string // gin's pattern to ours
	document []byte            // openapi.json
	ui       *files
}

// New returns the API. It starts nothing.
func New(services Services, opts Options) *API {
	gin.SetMode(gin.ReleaseMode)
	a := &API{
		services: services,
		opts:     opts,
		log:      opts.Logger,
		engine:   gin.New(),
		cross:    http.NewCrossOriginProtection(),
		public:   map[string]bool{},
		routes:   map[string]string{},
		ui:       newFiles(opts.UI),
	}
	a.sockets = ws.New(ws.Options{
		Events:         services.Events,
		VMs:            services.VMs,
		Displays:       services.Displays,
		Logger:         opts.Logger,
		Status:         statusOf,
		Heartbeat:      opts.Heartbeat,
		Reauthenticate: opts.Reauthenticate,
		MaxPerIdentity: opts.SocketsPerIdentity,
		Delivered:      opts.ObserveDelivery,
	})
	a.configure()
	a.huma = newHuma(a)
	a.registerRoutes()
	a.document = finishDocument(a.huma.OpenAPI())
	return a
}

// configure sets the engine up: exact paths, our own answers for what has no
// route, and the steps that every request takes.
func (a *API) configure() {
	a.engine.RedirectTrailingSlash = false
	a.engine.HandleMethodNotAllowed = true
	a.engine.ForwardedByClientIP = false
	a.engine.Use(a.identifyRequest, a.observe, a.recoverPanic, secureHeaders, a.limitRequest, a.refuseCrossOrigin, a.authenticate)
	a.engine.NoRoute(a.serveNoRoute)
	a.engine.NoMethod(a.serveNoMethod)
}

// registerRoutes is the table of contents of the API.
func (a *API) registerRoutes() {
	a.registerAccess()
	a.registerTokens()
	a.registerVMs()
	a.registerVMActions()
	a.registerDisplays()
	a.registerKeys()
	a.registerAgents()
	a.registerCloudInits()
	a.registerArchives()
	a.registerImages()
	a.registerSnapshots()
	a.registerNetworks()
	a.registerFirewalls()
	a.registerClones()
	a.registerHardware()
	a.registerPools()
	a.registerVolumes()
	a.registerUploads()
	a.registerOperations()
	a.registerEvents()
	a.registerAudit()
	a.registerNode()
	a.registerHealth()
	a.registerDocument()
}

// ServeHTTP answers a request. HEAD is GET whose body nobody reads.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		r = &get
	}
	a.engine.ServeHTTP(w, r)
}

// Close ends every WebSocket, telling its client to come again, and waits for
// them. Requests are still answered. It may be called more than once.
func (a *API) Close() error { return a.sockets.Close() }

// Document returns the OpenAPI document.
func (a *API) Document() []byte { return a.document }
