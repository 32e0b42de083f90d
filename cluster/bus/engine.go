package bus

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/novacron/novacron/novacron"
)

const (
	streamName   = "EVENTS"
	positionName = "POSITIONS"

	// maxPositionBytes bounds the positions of readers: a hundred thousand saves
	// fit before the file store compacts.
	maxPositionBytes = 8 << 20
	// memoryBytes bounds streams in memory. There are none; 0 would mean three
	// quarters of the host's memory.
	memoryBytes = 1 << 20
	// slackBytes is what JetStream may use beside the streams' own bounds.
	slackBytes = 16 << 20
	// startTimeout is for a start without anybody's deadline: a damaged
	// directory is read in far less.
	startTimeout = 30 * time.Second
)

// engine is one run of the embedded server, and the connection to it.
type engine struct {
	server     *server.Server
	log        *logger
	conn       *nats.Conn
	js         jetstream.JetStream
	events     jetstream.Stream
	positions  jetstream.KeyValue
	node       novacron.NodeID
	generation string
	life       context.Context // ends when readers are to stop
	retire     context.CancelFunc
	doubt      atomic.Pointer[error] // why a write was not done
}

// start runs a server on the directory of opts. It leaves nothing behind when
// it fails.
func start(ctx context.Context, opts Options) (*engine, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	e := &engine{log: &logger{out: opts.Logger}}
	e.life, e.retire = context.WithCancel(context.Background())
	e.node, e.generation = opts.Origin()
	if err := e.startServer(opts); err != nil {
		return nil, err
	}
	if err := e.connect(ctx, opts); err != nil {
		e.shutdown()
		return nil, err
	}
	return e, nil
}

func (e *engine) startServer(opts Options) error {
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return unusable(opts.Dir, err)
	}
	s, err := server.NewServer(serverOptions(opts, e.node))
	if err != nil {
		return novacron.Errorf(novacron.Internal, "make nats server: %v", err)
	}
	s.SetLoggerV2(e.log, false, false, false)
	if err := run(s); err != nil {
		return unusable(opts.Dir, err)
	}
	if err := e.log.fatal(); err != nil {
		s.Shutdown()
		s.WaitForShutdown()
		return unusable(opts.Dir, err)
	}
	e.server = s
	return nil
}

// run starts the server. A panic while it reads its files becomes an error,
// for damage there must not stop the appliance; that server is left as it is.
func run(s *server.Server) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("nats server panicked: %v", cause)
		}
	}()
	s.Start()
	return nil
}

func unusable(dir string, err error) error {
	return novacron.Errorf(novacron.Unavailable, "the bus cannot use its directory %s: %v", dir, err).
		WithMend("mend it, or move it away: a new one is filled from the node's own events")
}

// serverOptions returns a server that listens nowhere, syncs every write and
// keeps quiet.
func serverOptions(opts Options, node novacron.NodeID) *server.Options {
	return &server.Options{
		ServerName:             "novacron-" + token(string(node)),
		DontListen:             true,
		NoSigs:                 true,
		JetStream:              true,
		DisableJetStreamBanner: true,
		StoreDir:               opts.Dir,
		SyncAlways:             true,
		JetStreamMaxMemory:     memoryBytes,
		JetStreamMaxStore:      opts.MaxBytes + maxPositionBytes + slackBytes,
		MaxPayload:             maxEventBytes + 4096, // and its headers
		MaxClosedClients:       1,
		NoSublistCache:         true,
	}
}

func (e *engine) connect(ctx context.Context, opts Options) (err error) {
	// The connection is a pipe inside the process: it breaks only with the server.
	e.conn, err = nats.Connect("", nats.InProcessServer(e.server), nats.Name("novacron"), nats.NoReconnect(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			opts.Logger.Debug().Err(err).Msg("connection of the bus")
		}))
	if err != nil {
		return busError("connect to the bus", err)
	}
	if e.js, err = jetstream.New(e.conn); err != nil {
		return busError("use jetstream", err)
	}
	return e.makeStreams(ctx, opts)
}

func (e *engine) makeStreams(ctx context.Context, opts Options) (err error) {
	e.events, err = e.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:       streamName,
		Subjects:   []string{"novacron." + site + ".>"},
		Storage:    jetstream.FileStorage,
		Retention:  jetstream.LimitsPolicy,
		Discard:    jetstream.DiscardOld,
		Replicas:   1,
		Duplicates: min(opts.Duplicates, opts.MaxAge),
		MaxMsgs:    opts.MaxEvents,
		MaxBytes:   opts.MaxBytes,
		MaxAge:     opts.MaxAge,
	})
	if err != nil {
		return busError("make stream "+streamName, err)
	}
	e.positions, err = e.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: positionName, Storage: jetstream.FileStorage, History: 1, Replicas: 1, MaxBytes: maxPositionBytes,
	})
	if err != nil {
		return busError("make bucket "+positionName, err)
	}
	return nil
}

func (e *engine) healthy() error {
	if err := e.log.fatal(); err != nil {
		return novacron.Errorf(novacron.Unavailable, "the bus gave up: %v", err)
	}
	if !e.conn.IsConnected() {
		return novacron.Errorf(novacron.Unavailable, "the bus lost its connection")
	}
	if err := e.doubt.Load(); err != nil {
		return novacron.Errorf(novacron.Unavailable, "the bus does not write: %v", *err).
			WithMend("see to the space and the health of its disk")
	}
	if !e.server.JetStreamEnabled() {
		return novacron.Errorf(novacron.Unavailable, "the bus has given up its directory").
			WithMend("see to the space and the health of its disk")
	}
	return nil
}

// unwritten gives the error of a write a code. One that went wrong although the
// caller went on waiting puts the engine in doubt: a stream that met a full disk
// takes nothing again before a new start, and says so to nobody (as of NATS
// 2.15).
func (e *engine) unwritten(ctx context.Context, doing string, err error) error {
	err = busError(doing, err)
	if ctx.Err() == nil { // nobody's patience ended but the client's own
		e.doubt.Store(&err)
	}
	return err
}

// shutdown ends the connection and the server. Readers have ended before.
func (e *engine) shutdown() {
	e.retire()
	if e.conn != nil {
		e.conn.Close()
	}
	e.server.Shutdown()
	e.server.WaitForShutdown()
}
