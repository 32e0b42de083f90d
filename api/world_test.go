package api_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/novacron"
)

// world is the API over the fake services.
type world struct {
	t    testing.TB
	fake *fake
	api  *api.API
	log  *syncBuffer
}

func newWorld(tb testing.TB, change ...func(*api.Options)) *world {
	tb.Helper()
	f, log := newFake(), &syncBuffer{}
	opts := api.Options{
		Logger:  zerolog.New(log),
		Metrics: func(w io.Writer) { _, _ = io.WriteString(w, "novacron_vms 2\n") },
	}
	for _, c := range change {
		c(&opts)
	}
	a := api.New(api.Services{VMs: f, Displays: f, Tickets: f, Agents: f, CloudInits: f, Operations: f, Events: f, Audit: f, Node: f, Access: f, Images: f, Snapshots: f, Clones: f, Hardware: f, Pools: f, Volumes: f, Uploads: f, Networks: f, VMNetworks: f, Archives: f}, opts)
	tb.Cleanup(func() { _ = a.Close() })
	return &world{t: tb, fake: f, api: a, log: log}
}

// asker puts a proof of identity into a request.
type asker func(*http.Request)

func nobody(*http.Request) {}

func asAdmin(r *http.Request) { r.Header.Set("Authorization", "Bearer "+admin) }

func byCookie(r *http.Request) {
	r.AddCookie(&http.Cookie{Name: api.SessionCookie, Value: admin})
}

func asLocal(r *http.Request) {
	id := novacron.Identity{Kind: novacron.IdentityLocal, Name: "root", Role: novacron.RoleAdministrator, From: "unix"}
	*r = *r.WithContext(novacron.WithIdentity(r.Context(), id))
}

func with(header, value string) asker {
	return func(r *http.Request) { r.Header.Set(header, value) }
}

// do sends a request with a fixed id.
func (w *world) do(method, target, body string, askers ...asker) *httptest.ResponseRecorder {
	w.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, reader)
	r.Header.Set("X-Request-Id", "req-1")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, ask := range askers {
		ask(r)
	}
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	return answer
}

func (w *world) get(target string, askers ...asker) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.do(http.MethodGet, target, "", askers...)
}

// validate returns what is wrong with a value by one of the API's schemas.
func (w *world) validate(ref string, value any) []error {
	res := &huma.ValidateResult{}
	huma.Validate(w.api.Schemas(), &huma.Schema{Ref: ref}, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, res)
	return res.Errors
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
