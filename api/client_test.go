package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

// serveTLS puts the API behind HTTPS, as the appliance does.
func serveTLS(t *testing.T, change ...func(*api.Options)) (*world, *httptest.Server) {
	t.Helper()
	w := newWorld(t, change...)
	server := httptest.NewTLSServer(w.api)
	t.Cleanup(func() {
		require.NoError(t, w.api.Close()) // WebSockets first: the server does not know them
		server.Close()
	})
	return w, server
}

func fingerprint(server *httptest.Server) string {
	sum := sha256.Sum256(server.Certificate().Raw)
	return hex.EncodeToString(sum[:])
}

func newClient(t *testing.T, server *httptest.Server) *client.Client {
	t.Helper()
	c, err := client.New(client.Options{Server: server.URL, Token: admin, Fingerprint: fingerprint(server)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// What goes in at the client comes out at the service, and the other way round.
func TestClientSpeaksToTheAPI(t *testing.T) {
	w, server := serveTLS(t)
	c, ctx := newClient(t, server), t.Context()

	query := novacron.VMQuery{
		PageRequest: novacron.PageRequest{Limit: 1}, Sort: "-name", States: []novacron.VMState{"running", "paused"},
		Labels: map[string]string{"tier": "web", "owner": ""}, Name: "a b&c",
	}
	page, err := c.VMs(ctx, query)
	require.NoError(t, err)
	require.Equal(t, query, w.fake.lastRequest())
	require.Equal(t, novacron.Page[novacron.VM]{Items: []novacron.VM{fakeVM(1)}, Next: "1", Total: 2}, page)

	var names []string
	for vm, err := range c.EachVM(ctx, `name~"shop front"`, novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1}}) {
		require.NoError(t, err)
		names = append(names, vm.Name)
	}
	require.Equal(t, []string{"vm-1", "vm-2"}, names)

	vm, err := c.VM(ctx, firstID)
	require.NoError(t, err)
	require.Equal(t, fakeVM(1), vm)

	mutation := novacron.Mutation{IdempotencyKey: "k-1", Revision: 7}
	create := novacron.CreateVM{
		Mutation: novacron.Mutation{IdempotencyKey: "k-1", DryRun: true}, Name: "web-1", MemoryBytes: 1 << 62, NICs: []novacron.CreateNIC{{Network: "lan"}},
	}
	op, err := c.CreateVM(ctx, create)
	require.NoError(t, err)
	require.True(t, op.DryRun)
	require.Equal(t, create, w.fake.lastRequest())

	update := novacron.VMUpdate{Mutation: mutation, Title: new(string), VCPUs: ptrTo(4)}
	result, err := c.UpdateVM(ctx, firstID, update)
	require.NoError(t, err)
	require.Equal(t, uint64(8), result.VM.Revision)
	require.Equal(t, update, w.fake.lastRequest())
	_, err = c.ReplaceVM(ctx, firstID, novacron.VMUpdate{})
	require.NoError(t, err)
	require.Equal(t, novacron.VMUpdate{
		Title: new(string), Description: new(string), Labels: &map[string]string{}, Autostart: new(bool),
	}, w.fake.lastRequest())

	remove := novacron.DeleteVM{Mutation: mutation, Volumes: true, Force: true}
	_, err = c.DeleteVM(ctx, firstID, remove)
	require.NoError(t, err)
	require.Equal(t, remove, w.fake.lastRequest())

	for _, verb := range novacron.PowerVerbs() {
		power := novacron.PowerRequest{Mutation: mutation, Verb: verb, Timeout: time.Minute, DiscardSavedState: true}
		op, err = c.PowerVM(ctx, firstID, power)
		require.NoError(t, err)
		require.Equal(t, power, w.fake.lastRequest())
		require.Equal(t, "vm."+string(verb), op.Kind)
	}
	_, err = c.PowerVM(ctx, firstID, novacron.PowerRequest{Verb: novacron.PowerReset})
	require.NoError(t, err)

	xml, err := c.VMXML(ctx, firstID)
	require.NoError(t, err)
	require.Contains(t, xml, firstID)
}

func ptrTo[T any](v T) *T { return &v }

func TestClientSpeaksOfEverythingElse(t *testing.T) {
	w, server := serveTLS(t)
	c, ctx := newClient(t, server), t.Context()
	w.fake.add("vm.created", "vm.started")

	ops := novacron.OperationQuery{PageRequest: novacron.PageRequest{Limit: 3, Cursor: "x"}, State: novacron.OperationFailed, TargetID: firstID}
	page, err := c.Operations(ctx, ops)
	require.NoError(t, err)
	require.Equal(t, ops, w.fake.lastRequest())
	require.Equal(t, []novacron.Operation{}, page.Items)

	events := novacron.EventQuery{PageRequest: novacron.PageRequest{Limit: 1, Cursor: "c0"}, TargetID: firstID, Type: "vm.*", Tail: true}
	got, err := c.EventPage(ctx, events)
	require.NoError(t, err)
	require.Equal(t, events, w.fake.lastRequest())
	require.True(t, got.More)
	require.Equal(t, "c1", got.Next)

	audit := novacron.AuditQuery{PageRequest: novacron.PageRequest{Limit: 2}, TargetID: firstID}
	records, err := c.Audit(ctx, audit)
	require.NoError(t, err)
	require.Equal(t, audit, w.fake.lastRequest())
	require.Len(t, records.Items, 1)
	head, err := c.AuditHead(ctx)
	require.NoError(t, err)
	require.Equal(t, uint64(1), head.Sequence)
	var export strings.Builder
	require.NoError(t, c.ExportAudit(ctx, &export))
	require.Contains(t, export.String(), `{"head":{}}`)

	node, err := c.Node(ctx)
	require.NoError(t, err)
	require.True(t, node.Demo)
	metrics, err := c.NodeMetrics(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, metrics.VMsByState[novacron.VMRunning])
	text, err := c.PrometheusMetrics(ctx)
	require.NoError(t, err)
	require.Equal(t, "novacron_vms 2\n", text)
	require.NoError(t, c.Ready(ctx))
	require.Equal(t, server.URL, c.Server())
	require.False(t, c.Local())
}

// once is a request without an idempotency key that is meant.
var once novacron.Mutation

func TestClientProvesWhoItIs(t *testing.T) {
	w, server := serveTLS(t)
	c, ctx := newClient(t, server), t.Context()
	state, err := c.SetupState(ctx)
	require.NoError(t, err)
	require.True(t, state.Needed)
	login, err := c.Setup(ctx, novacron.Setup{Code: "code", Name: "admin", Password: "right"})
	require.NoError(t, err)
	require.Equal(t, admin, login.Secret)
	login, err = c.Login(ctx, novacron.Login{Name: "admin", Password: "right"})
	require.NoError(t, err)
	require.Equal(t, client.Login{User: novacron.User{Name: "admin", Role: novacron.RoleAdministrator, CreatedAt: day()}, ExpiresAt: day().Add(12 * time.Hour), Secret: admin}, login)
	_, err = c.Login(ctx, novacron.Login{Name: "admin", Password: "wrong"})
	require.Equal(t, novacron.Unauthenticated, novacron.CodeOf(err))
	me, err := c.Me(ctx)
	require.NoError(t, err)
	require.Equal(t, "admin", me.Name)
	_, err = c.NewSetupCode(ctx, once)
	require.Equal(t, novacron.Forbidden, novacron.CodeOf(err))
	token, err := c.CreateToken(ctx, novacron.CreateToken{Label: "backup", TTL: time.Hour})
	require.NoError(t, err)
	require.Equal(t, "nct_secret", token.Secret)
	require.Equal(t, novacron.CreateToken{Label: "backup", TTL: time.Hour}, w.fake.lastRequest())
	tokens, err := c.ListTokens(ctx, novacron.PageRequest{Limit: 5})
	require.NoError(t, err)
	require.Len(t, tokens.Items, 1)
	require.NoError(t, c.DeleteToken(ctx, "tok_1", once))
	require.NoError(t, c.Logout(ctx, once))

	dry := novacron.Mutation{IdempotencyKey: "k-1", DryRun: true}
	token, err = c.CreateToken(ctx, novacron.CreateToken{Mutation: dry, Label: "backup"})
	require.NoError(t, err)
	require.True(t, token.DryRun)
	require.NoError(t, c.DeleteToken(ctx, "tok_1", dry))
	require.Equal(t, mutated{dry, "tok_1"}, w.fake.lastRequest())
	require.NoError(t, c.Logout(ctx, dry))
	require.Equal(t, dry, w.fake.lastRequest())
	login, err = c.Login(ctx, novacron.Login{Mutation: dry, Name: "admin", Password: "right"})
	require.NoError(t, err)
	require.Empty(t, login.Secret)
}

func TestClientOnTheLocalSocket(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(t.TempDir(), "n.sock")
	listener, err := net.Listen("unix", path)
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(w.api)
	require.NoError(t, server.Listener.Close())
	server.Listener = listener
	server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return novacron.WithIdentity(ctx, novacron.Identity{Kind: novacron.IdentityLocal, Name: "root", Role: novacron.RoleAdministrator, From: "unix"})
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := client.New(client.Options{Server: "unix://" + path})
	require.NoError(t, err)
	require.True(t, c.Local())
	code, err := c.NewSetupCode(t.Context(), once)
	require.NoError(t, err)
	require.Equal(t, "7F3A-9K2M", code)
	w.fake.add("vm.started")
	stop := errors.New("enough")
	require.Equal(t, stop, c.Events(t.Context(), "c0", func(novacron.Event) error { return stop }))
	require.NoError(t, w.api.Close())
}

func TestClientKeepsWhatAProblemSays(t *testing.T) {
	w, server := serveTLS(t)
	c := newClient(t, server)
	_, err := c.CreateVM(t.Context(), novacron.CreateVM{Name: "web 1", MemoryBytes: 1})
	e, ok := novacron.AsError(err)
	require.True(t, ok)
	require.Equal(t, novacron.Invalid, e.Code)
	require.Equal(t, []novacron.Field{
		{Name: "memoryBytes", Detail: "must be at least 33554432 (32 MiB)"},
		{Name: "name", Detail: "must be letters, digits, '.', '_' and '-', not beginning with punctuation"},
	}, e.Fields)
	for _, code := range novacron.Codes() {
		w.fake.failWith(novacron.Errorf(code, "no").WithMend("do it"))
		_, err := c.VM(t.Context(), firstID)
		require.Equal(t, code, novacron.CodeOf(err))
		if code != novacron.Internal {
			e, _ := novacron.AsError(err)
			require.Equal(t, "do it", e.Mend)
		}
	}
}

func TestClientTrustsWhatItIsTold(t *testing.T) {
	_, server := serveTLS(t)
	ask := func(o client.Options) error {
		o.Server, o.Token = server.URL, admin
		c, err := client.New(o)
		require.NoError(t, err)
		_, err = c.Me(t.Context())
		return err
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	require.NoError(t, ask(client.Options{CAFile: ca}))
	require.NoError(t, ask(client.Options{Fingerprint: "SHA256:" + fingerprint(server)}))
	require.NoError(t, ask(client.Options{Insecure: true}))
	for _, o := range []client.Options{{}, {Fingerprint: "00" + fingerprint(server)[2:]}} {
		err := ask(o)
		require.Equal(t, novacron.Unauthenticated, novacron.CodeOf(err))
		e, _ := novacron.AsError(err)
		require.NotEmpty(t, e.Mend)
	}
}

func TestClientWaitsForAnOperation(t *testing.T) {
	_, server := serveTLS(t)
	c := newClient(t, server)
	op, err := c.PowerVM(t.Context(), firstID, novacron.PowerRequest{Verb: novacron.PowerStart})
	require.NoError(t, err)
	var percents []int
	op, err = c.WaitOperation(t.Context(), op.ID, func(op novacron.Operation) { percents = append(percents, op.Percent) })
	require.NoError(t, err)
	require.Equal(t, novacron.OperationSucceeded, op.State)
	require.Equal(t, []int{0, 50, 100}, percents)
	_, err = c.WaitOperation(t.Context(), "op-none", nil)
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	op, err = c.Wait(t.Context(), "op-1")
	require.NoError(t, err)
	require.True(t, op.State.Final())
	_, err = c.Cancel(t.Context(), "op-1", once)
	require.NoError(t, err)
}

// The stream is cut again and again; every event comes once and in order.
func TestClientFollowsThroughCuts(t *testing.T) {
	w := newWorld(t)
	var cut atomic.Pointer[net.Conn]
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(w.api)
	require.NoError(t, server.Listener.Close())
	server.Listener = &tapped{Listener: listener, last: &cut}
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(func() { _ = w.api.Close() })
	c, err := client.New(client.Options{Server: server.URL, Token: admin})
	require.NoError(t, err)
	w.fake.add("vm.created")
	var got, lost int
	enough := errors.New("enough")
	err = c.FollowEvents(t.Context(), client.Follow{Since: "c0", Lost: func(error) { lost++ }}, func(ev novacron.Event) error {
		got++
		require.Equal(t, uint64(got), ev.Sequence)
		if got == 4 {
			return enough
		}
		require.NoError(t, (*cut.Load()).Close())
		w.fake.add("vm.started")
		return nil
	})
	require.Equal(t, enough, err)
	require.Equal(t, 3, lost)
}

// tapped remembers the last connection, for a test to cut.
type tapped struct {
	net.Listener
	last *atomic.Pointer[net.Conn]
}

func (l *tapped) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.last.Store(&conn)
	}
	return conn, err
}

func TestClientIsToldOfAGap(t *testing.T) {
	w, server := serveTLS(t)
	c := newClient(t, server)
	w.fake.add("a.a", "a.b", "a.c")
	w.fake.expired = 2
	stop := errors.New("read anew")
	var gap novacron.Gap
	err := c.FollowEvents(t.Context(), client.Follow{Since: "c0", Gap: func(g novacron.Gap) error { gap = g; return stop }}, nil)
	require.Equal(t, stop, err)
	require.Equal(t, novacron.Gap{Reason: "expired", Oldest: "c2"}, gap)
	err = c.FollowEvents(t.Context(), client.Follow{Since: "c0", Type: "a.*", Target: firstID}, func(ev novacron.Event) error {
		require.Equal(t, "a.c", ev.Type)
		return stop
	})
	require.Equal(t, stop, err)
	require.Equal(t, novacron.Invalid, novacron.CodeOf(c.Events(t.Context(), "nonsense", nil)))
}

func TestFollowingEndsWithTheSession(t *testing.T) {
	w, server := serveTLS(t, func(o *api.Options) { o.Reauthenticate = time.Millisecond })
	c := newClient(t, server)
	w.fake.add("vm.started")
	err := c.Events(t.Context(), "c0", func(novacron.Event) error {
		w.fake.endSession(admin)
		return nil
	})
	require.Equal(t, novacron.Unauthenticated, novacron.CodeOf(err))
}

func TestClientConsole(t *testing.T) {
	w, server := serveTLS(t)
	c := newClient(t, server)
	_, err := c.Console(t.Context(), firstID, false)
	require.Equal(t, novacron.Unsupported, novacron.CodeOf(err))

	ours, guest := net.Pipe()
	w.fake.console = func() (io.ReadWriteCloser, error) { return ours, nil }
	console, err := c.Console(t.Context(), firstID, true)
	require.NoError(t, err)
	require.Equal(t, true, w.fake.lastRequest())
	go func() { _, _ = io.WriteString(guest, "login: ") }()
	printed := make([]byte, 7)
	_, err = io.ReadFull(console, printed)
	require.NoError(t, err)
	require.Equal(t, "login: ", string(printed))
	_, err = io.WriteString(console, "root\n")
	require.NoError(t, err)
	typed := make([]byte, 5)
	_, err = io.ReadFull(guest, typed)
	require.NoError(t, err)
	require.NoError(t, guest.Close())
	_, err = console.Read(printed)
	require.ErrorIs(t, err, io.EOF)
	require.NoError(t, console.Close())
	require.NoError(t, console.Close())
}

// The whole request, as it comes over a socket: the issue asks for 5 ms.
func BenchmarkListVMs(b *testing.B) {
	f := newFake()
	f.vms = nil
	for n := range 10_000 {
		f.vms = append(f.vms, fakeVM(n+1))
	}
	a := api.New(api.Services{VMs: f, CloudInits: f, Operations: f, Events: f, Audit: f, Node: f, Access: f, Images: f, Clones: f, Pools: f, Volumes: f, Uploads: f, Networks: f, VMNetworks: f, Archives: f}, api.Options{})
	b.Cleanup(func() { _ = a.Close() })
	for _, limit := range []int{1, 100, 1000} {
		b.Run("limit="+strconv.Itoa(limit), func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/api/v1/vms?limit="+strconv.Itoa(limit), nil)
			asAdmin(r)
			b.ReportAllocs()
			for b.Loop() {
				answer := httptest.NewRecorder()
				a.ServeHTTP(answer, r)
				if answer.Code != http.StatusOK {
					b.Fatal(answer.Body)
				}
			}
		})
	}
}
