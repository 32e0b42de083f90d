package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

// stub answers by path, and remembers what it was asked. That client and API
// understand each other is tested in package api; here is what no API says.
type stub struct {
	mu       sync.Mutex
	requests []string
	headers  []http.Header
	answers  map[string]http.HandlerFunc
}

func newStub(t *testing.T) (*stub, *client.Client) {
	t.Helper()
	s := &stub{answers: map[string]http.HandlerFunc{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := client.New(client.Options{Server: server.URL, Token: "secret", UserAgent: "test/1"})
	require.NoError(t, err)
	return s, c
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.requests = append(s.requests, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	s.headers = append(s.headers, r.Header)
	answer := s.answers[r.URL.Path]
	s.mu.Unlock()
	if answer == nil {
		_, _ = io.WriteString(w, "{}")
		return
	}
	answer(w, r)
}

// says makes a path answer with a status and a body.
func (s *stub) says(path string, status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (s *stub) last() (string, http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[len(s.requests)-1], s.headers[len(s.headers)-1]
}

func TestRequests(t *testing.T) {
	s, c := newStub(t)
	ctx := t.Context()
	mutation := novacron.Mutation{IdempotencyKey: "k", Revision: 7, DryRun: true}
	do := func(err error) error { return err }
	for want, call := range map[string]func() error{
		"GET /api/v1/vms": func() error { _, err := c.VMs(ctx, novacron.VMQuery{}); return err },
		"GET /api/v1/vms?cursor=x%2By&filter=state%3Drunning&label=tier&limit=5&sort=-name": func() error {
			_, err := c.FilterVMs(ctx, "state=running", novacron.VMQuery{
				PageRequest: novacron.PageRequest{Limit: 5, Cursor: "x+y"}, Sort: "-name", Labels: map[string]string{"tier": ""},
			})
			return err
		},
		"GET /api/v1/vms/a%2Fb": func() error { _, err := c.VM(ctx, "a/b"); return err },
		"GET /api/v1/vms/v/xml": func() error { _, err := c.VMXML(ctx, "v"); return err },
		`POST /api/v1/vms?dryRun=true {"name":"web-1"}`: func() error {
			_, err := c.CreateVM(ctx, novacron.CreateVM{Mutation: mutation, Name: "web-1"})
			return err
		},
		"PATCH /api/v1/vms/v?dryRun=true {}": func() error { _, err := c.UpdateVM(ctx, "v", novacron.VMUpdate{Mutation: mutation}); return err },
		"PUT /api/v1/vms/v {}":               func() error { _, err := c.ReplaceVM(ctx, "v", novacron.VMUpdate{}); return err },
		"DELETE /api/v1/vms/v?dryRun=true&force=true": func() error {
			_, err := c.DeleteVM(ctx, "v", novacron.DeleteVM{Mutation: mutation, Force: true})
			return err
		},
		"POST /api/v1/vms/v/pause": func() error { _, err := c.PowerVM(ctx, "v", novacron.PowerRequest{Verb: "pause"}); return err },
		`POST /api/v1/vms/v/shutdown {"timeoutSeconds":90}`: func() error {
			_, err := c.PowerVM(ctx, "v", novacron.PowerRequest{Verb: "shutdown", Timeout: 90 * time.Second})
			return err
		},
		"GET /api/v1/operations?state=failed&target=v": func() error {
			_, err := c.Operations(ctx, novacron.OperationQuery{State: "failed", TargetID: "v"})
			return err
		},
		"GET /api/v1/operations/op-1":                     func() error { _, err := c.Operation(ctx, "op-1"); return err },
		"POST /api/v1/operations/op-1/cancel?dryRun=true": func() error { _, err := c.Cancel(ctx, "op-1", mutation); return err },
		"GET /api/v1/events?since=c1&tail=true&type=vm.%2A": func() error {
			_, err := c.EventPage(ctx, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: "c1"}, Type: "vm.*", Tail: true})
			return err
		},
		"GET /api/v1/audit?operation=op-1&request=r&since=1970-01-01T00%3A00%3A01Z&stage=denied&target=v&verb=vm.%2A&who=a": func() error {
			_, err := c.Audit(ctx, novacron.AuditQuery{
				TargetID: "v", Who: "a", Verb: "vm.*", Stage: "denied", Since: time.Unix(1, 0), RequestID: "r", Operation: "op-1",
			})
			return err
		},
		"GET /api/v1/audit/head":   func() error { _, err := c.AuditHead(ctx); return err },
		"GET /api/v1/audit/export": func() error { return c.ExportAudit(ctx, io.Discard) },
		"GET /api/v1/node":         func() error { _, err := c.Node(ctx); return err },
		"GET /api/v1/metrics":      func() error { _, err := c.NodeMetrics(ctx); return err },
		"GET /metrics":             func() error { _, err := c.PrometheusMetrics(ctx); return err },
		"GET /readyz":              func() error { return do(c.Ready(ctx)) },
		"GET /api/v1/setup":        func() error { _, err := c.SetupState(ctx); return err },
		`POST /api/v1/login?dryRun=true {"name":"a","password":"p"}`: func() error {
			_, err := c.Login(ctx, novacron.Login{Mutation: mutation, Name: "a", Password: "p"})
			return err
		},
		"POST /api/v1/setup-code?dryRun=true": func() error { _, err := c.NewSetupCode(ctx, mutation); return err },
		"POST /api/v1/logout?dryRun=true":     func() error { return do(c.Logout(ctx, mutation)) },
		"GET /api/v1/me":                      func() error { _, err := c.Me(ctx); return err },
		"GET /api/v1/tokens?limit=9":          func() error { _, err := c.ListTokens(ctx, novacron.PageRequest{Limit: 9}); return err },
		`POST /api/v1/tokens?dryRun=true {"user":"u","label":"l","ttlSeconds":60}`: func() error {
			_, err := c.CreateToken(ctx, novacron.CreateToken{Mutation: mutation, User: "u", Label: "l", TTL: time.Minute})
			return err
		},
		"DELETE /api/v1/tokens/t?dryRun=true": func() error { return do(c.DeleteToken(ctx, "t", mutation)) },
	} {
		require.NoError(t, call(), want)
		got, header := s.last()
		require.Equal(t, want, got)
		require.Equal(t, "Bearer secret", header.Get("Authorization"))
		require.Equal(t, "test/1", header.Get("User-Agent"))
		if strings.Contains(want, "dryRun") {
			require.Equal(t, `"7"`, header.Get("If-Match"))
			require.Equal(t, "k", header.Get("Idempotency-Key"))
		}
	}
}

func TestListsAreNeverNil(t *testing.T) {
	_, c := newStub(t)
	page, err := c.VMs(t.Context(), novacron.VMQuery{})
	require.NoError(t, err)
	require.NotNil(t, page.Items)
}

func TestServersThatCannotBe(t *testing.T) {
	for _, server := range []string{
		"ftp://host", "http://example.com:7443", "https://", "unix://run/x.sock", "unix://", "https://user:pw@host", "https://host/path", "https://host?x=1", "https://ho st", "://",
	} {
		_, err := client.New(client.Options{Server: server})
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err), server)
		e, _ := novacron.AsError(err)
		require.NotEmpty(t, e.Mend)
	}
	for _, server := range []string{"", "host:7443", "https://host:7443/", "http://localhost:80", "http://[::1]:80", "unix:///run/x.sock"} {
		_, err := client.New(client.Options{Server: server})
		require.NoError(t, err, server)
	}
	noPEM := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(noPEM, []byte("no"), 0o600))
	for _, o := range []client.Options{{CAFile: "/nowhere"}, {CAFile: noPEM}, {Fingerprint: "abc"}, {Fingerprint: strings.Repeat("zz", 32)}} {
		o.Server = "https://host"
		_, err := client.New(o)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	dir := t.TempDir()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	for _, server := range []string{"unix://" + dir + "/none.sock", "https://" + listener.Addr().String(), "https://host.invalid:1"} {
		c, err := client.New(client.Options{Server: server})
		require.NoError(t, err)
		for _, err := range []error{
			func() error { _, err := c.Node(t.Context()); return err }(),
			func() error { _, err := c.Login(t.Context(), novacron.Login{Name: "a", Password: "b"}); return err }(),
			c.Events(t.Context(), "", nil),
			func() error { _, err := c.Console(t.Context(), "v", false); return err }(),
		} {
			e, ok := novacron.AsError(err)
			require.True(t, ok)
			require.Equal(t, novacron.Unavailable, e.Code, server)
			require.Contains(t, e.Detail, server)
			require.Contains(t, e.Mend, "systemctl status novacron")
		}
		require.NoError(t, c.Close())
	}
}

// socketEnv makes this test's binary a process that only asks on a socket.
const socketEnv = "NOVACRON_TEST_SOCKET"

// Root may open every socket, and tests may run as root: another account asks
// then, in a copy of this binary.
func TestSocketsThatMayNotBeOpened(t *testing.T) {
	if path := os.Getenv(socketEnv); path != "" {
		askClosedSocket(t, path)
		return
	}
	dir, err := os.MkdirTemp("", "novacron-client") // not t.TempDir: its parents are closed to others
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	path := filepath.Join(dir, "x.sock")
	listener, err := net.Listen("unix", path)
	require.NoError(t, err)
	defer listener.Close()
	require.NoError(t, os.Chmod(path, 0))
	if os.Geteuid() != 0 {
		askClosedSocket(t, path)
		return
	}
	binary := filepath.Join(dir, "ask")
	content, err := os.ReadFile("/proc/self/exe")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(binary, content, 0o755))
	ask := exec.CommandContext(t.Context(), binary, "-test.run", "^TestSocketsThatMayNotBeOpened$")
	ask.Dir = dir
	ask.Env = []string{socketEnv + "=" + path}
	ask.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65533, Gid: 65533}}
	out, err := ask.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "PASS")
}

func askClosedSocket(t *testing.T, path string) {
	t.Helper()
	c, err := client.New(client.Options{Server: "unix://" + path})
	require.NoError(t, err)
	_, err = c.Node(t.Context())
	require.Equal(t, novacron.Forbidden, novacron.CodeOf(err), "%v", err)
}

func TestAnswersThatAreNoneOfOurs(t *testing.T) {
	s, c := newStub(t)
	for status, want := range map[int]novacron.Code{
		400: novacron.Invalid, 401: novacron.Unauthenticated, 403: novacron.Forbidden, 404: novacron.NotFound, 413: novacron.TooLarge,
		429: novacron.Exhausted, 502: novacron.Unavailable, 503: novacron.Unavailable, 504: novacron.Timeout, 500: novacron.Internal, 302: novacron.Internal,
	} {
		s.says("/api/v1/node", status, "<html>proxy</html>")
		_, err := c.Node(t.Context())
		require.Equal(t, want, novacron.CodeOf(err), status)
	}
	s.says("/api/v1/node", 200, "<html>login of the hotel</html>")
	_, err := c.Node(t.Context())
	e, _ := novacron.AsError(err)
	require.Equal(t, novacron.Internal, e.Code)
	require.Contains(t, e.Mend, "NovaCron server")
	s.says("/api/v1/login", 200, "<html>")
	_, err = c.Login(t.Context(), novacron.Login{Name: "a", Password: "b"})
	require.Equal(t, novacron.Internal, novacron.CodeOf(err))
	s.says("/api/v1/login", 429, `{"code":"exhausted","detail":"slowly"}`)
	_, err = c.Login(t.Context(), novacron.Login{Name: "a", Password: "b"})
	require.Equal(t, novacron.Exhausted, novacron.CodeOf(err))
	s.says("/api/v1/ws", 200, "no socket")
	require.Error(t, c.Events(t.Context(), "", nil))
}

func TestContextsEndRequests(t *testing.T) {
	s, c := newStub(t)
	release := make(chan struct{})
	defer close(release)
	s.answers["/api/v1/node"] = func(http.ResponseWriter, *http.Request) { <-release }
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := c.Node(ctx)
	require.Equal(t, novacron.Timeout, novacron.CodeOf(err))
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	_, err = c.Node(ctx)
	require.Equal(t, novacron.Canceled, novacron.CodeOf(err))
}

// A restart in the middle does not end the wait for an operation that the
// server takes up again.
func TestWaitingBearsARestart(t *testing.T) {
	s, c := newStub(t)
	var n int
	s.answers["/api/v1/operations/op-1"] = func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		n++
		i := n
		s.mu.Unlock()
		switch i {
		case 1:
			_, _ = io.WriteString(w, `{"id":"op-1","state":"running"}`)
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"code":"unavailable","detail":"stopping"}`)
		default:
			_, _ = io.WriteString(w, `{"id":"op-1","state":"failed","error":{"code":"timeout","detail":"the guest did not follow"}}`)
		}
	}
	op, err := c.WaitOperation(t.Context(), "op-1", nil)
	require.NoError(t, err)
	require.Equal(t, novacron.Timeout, op.Error.Code)
	last, _ := s.last()
	require.Equal(t, "GET /api/v1/operations/op-1?wait=30", last)
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	s, c := newStub(t)
	s.says("/api/v1/operations/op-1", 200, `{"id":"op-1","state":"running","percent":40}`)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.WaitOperation(ctx, "op-1", func(novacron.Operation) { cancel() })
	require.Equal(t, novacron.Canceled, novacron.CodeOf(err))
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	op, err := c.Wait(ctx, "op-1")
	require.NoError(t, err)
	require.Equal(t, 40, op.Percent)
}

func TestEachVMEndsAtAnError(t *testing.T) {
	s, c := newStub(t)
	s.says("/api/v1/vms", 200, `{"items":[{"id":"v"}],"next":"n"}`)
	for range c.EachVM(t.Context(), "", novacron.VMQuery{}) {
		s.says("/api/v1/vms", 503, `{"code":"unavailable","detail":"stopping"}`)
	}
	for _, err := range c.EachVM(t.Context(), "", novacron.VMQuery{}) {
		require.Equal(t, novacron.Unavailable, novacron.CodeOf(err))
	}
	s.says("/api/v1/vms", 200, `{"items":[{"id":"v"}],"next":"n"}`)
	for range c.EachVM(t.Context(), "", novacron.VMQuery{}) {
		break
	}
}

// socket makes a path a WebSocket.
func (s *stub) socket(path string, serve func(*websocket.Conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err == nil {
			serve(conn)
		}
	}
}

func TestFollowingSurvivesWhatPasses(t *testing.T) {
	s, c := newStub(t)
	var n int
	s.socket("/api/v1/ws", func(conn *websocket.Conn) {
		n++
		ctx := context.Background()
		switch n {
		case 1:
			_ = conn.Write(ctx, websocket.MessageText, []byte(`{"heartbeat":{"cursor":"c1"}}`))
			_ = conn.Close(websocket.StatusGoingAway, "unavailable: novacron is stopping")
		case 2:
			_ = conn.Write(ctx, websocket.MessageText, []byte(`{"event":{"cursor":"c2","type":"vm.started"}}`))
			_ = conn.Close(4429, "exhausted: the reader is too slow")
		case 3:
			_ = conn.Write(ctx, websocket.MessageText, []byte(`{"gap":{"reason":"expired","oldest":"c8"}}`))
			_ = conn.Write(ctx, websocket.MessageText, []byte(`no JSON`))
		default:
			_ = conn.Close(4401, "unauthenticated: the session ended")
		}
	})
	var events []string
	var lost []novacron.Code
	err := c.FollowEvents(t.Context(), client.Follow{Lost: func(err error) { lost = append(lost, novacron.CodeOf(err)) }}, func(ev novacron.Event) error {
		events = append(events, ev.Type)
		return nil
	})
	require.Equal(t, novacron.Unauthenticated, novacron.CodeOf(err))
	require.Equal(t, []string{"vm.started"}, events)
	require.Equal(t, []novacron.Code{novacron.Unavailable, novacron.Exhausted, novacron.Internal}, lost)
	require.Equal(t, []string{
		"GET /api/v1/ws", "GET /api/v1/ws?since=c1", "GET /api/v1/ws?since=c2", "GET /api/v1/ws?since=c8",
	}, s.requests)
}

func TestFollowingEndsWithItsContextOrItsCaller(t *testing.T) {
	s, c := newStub(t)
	s.socket("/api/v1/ws", func(conn *websocket.Conn) {
		_ = conn.Write(context.Background(), websocket.MessageText, []byte(`{"event":{"cursor":"c2"}}`))
		_, _, _ = conn.Read(context.Background())
	})
	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, c.Events(ctx, "", func(novacron.Event) error { cancel(); return nil }), context.Canceled)
	enough := errors.New("enough")
	require.Equal(t, enough, c.Events(t.Context(), "", func(novacron.Event) error { return enough }))
}

// Over the network a console is opened with a ticket, which is asked for each time.
func TestConsolesTakeTickets(t *testing.T) {
	s, c := newStub(t)
	for want, open := range map[string]func() error{
		`{"kind":"serial","takeOver":true} GET /api/v1/vms/v/console?ticket=nvt_1`: func() error {
			_, err := c.Console(t.Context(), "v", true)
			return err
		},
		`{"kind":"vnc","viewOnly":true} GET /api/v1/vms/v/vnc?ticket=nvt_1`: func() error {
			_, err := c.OpenDisplay(t.Context(), "v", novacron.OpenDisplay{ViewOnly: true})
			return err
		},
	} {
		s.says("/api/v1/vms/v/tickets", http.StatusForbidden, `{"code":"forbidden","detail":"no"}`)
		require.Equal(t, novacron.Forbidden, novacron.CodeOf(open()))
		s.says("/api/v1/vms/v/tickets", http.StatusCreated, `{"ticket":"nvt_1"}`)
		require.Error(t, open(), "the stub has no console")
		s.mu.Lock()
		asked := s.requests[len(s.requests)-2] + " " + s.requests[len(s.requests)-1]
		s.mu.Unlock()
		require.Equal(t, "POST /api/v1/vms/v/tickets "+want, asked)
	}
}

func TestConsoleEnds(t *testing.T) {
	s, c := newStub(t)
	for _, end := range []struct {
		code   websocket.StatusCode
		reason string
		want   novacron.Code
	}{
		{4409, "conflict: virsh console took it over", novacron.Conflict},
		{4503, "", novacron.Unavailable},
		{websocket.StatusGoingAway, "", novacron.Unavailable},
	} {
		s.socket("/api/v1/vms/v/console", func(conn *websocket.Conn) {
			_ = conn.Write(context.Background(), websocket.MessageBinary, []byte("hello"))
			_ = conn.Close(end.code, end.reason)
		})
		console, err := c.Console(t.Context(), "v", true)
		require.NoError(t, err)
		got, err := io.ReadAll(console)
		require.Equal(t, "hello", string(got))
		require.Equal(t, end.want, novacron.CodeOf(err), fmt.Sprint(end))
		_, err = console.Write([]byte("x"))
		require.Error(t, err)
		require.NoError(t, console.Close())
	}
}
