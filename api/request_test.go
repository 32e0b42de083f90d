package api_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/novacron"
)

func TestEveryCodeHasItsStatus(t *testing.T) {
	want := map[novacron.Code]int{
		novacron.Invalid: 400, novacron.Unauthenticated: 401, novacron.Forbidden: 403, novacron.NotFound: 404, novacron.Conflict: 409,
		novacron.WrongState: 409, novacron.Stale: 412, novacron.TooLarge: 413, novacron.Exhausted: 429, novacron.Unsupported: 501,
		novacron.Unavailable: 503, novacron.Timeout: 504, novacron.Canceled: 499, novacron.Internal: 500,
	}
	for _, code := range novacron.Codes() {
		require.Equal(t, want[code], api.StatusOf(code), code)
	}
	require.Len(t, want, len(novacron.Codes()))
}

// Nothing is reachable without an identity but what a first login needs, what
// probes ask and what tells nothing of the node.
func TestPublicRoutesAreThese(t *testing.T) {
	w := newWorld(t)
	public := []string{
		"GET /api/v1/setup", "POST /api/v1/setup", "POST /api/v1/login", "GET /healthz", "GET /readyz",
		"GET /api/openapi.json", "GET /api/v1/openapi.json", "GET /api/docs", "GET /api/v1/docs",
		"GET /api/docs/docs.js", "GET /api/docs/docs.css", "GET /api/v1/docs/docs.js", "GET /api/v1/docs/docs.css",
	}
	for _, route := range w.api.Routes() {
		method, path, _ := strings.Cut(route, " ")
		answer := w.do(method, strings.NewReplacer(":id", firstID, ":snapshot", "snap-000000000001").Replace(path), "", nobody)
		if answer.Code != http.StatusUnauthorized {
			require.Contains(t, public, route)
		}
	}
}

func TestTheCauseIsForTheLogAlone(t *testing.T) {
	w := newWorld(t)
	w.fake.failWith(errCause)
	answer := w.get("/api/v1/node", asAdmin)
	require.Equal(t, http.StatusInternalServerError, answer.Code)
	require.NotContains(t, answer.Body.String(), "hunter2")
	require.Contains(t, w.log.String(), "hunter2")
	require.Contains(t, w.log.String(), `"requestId":"req-1"`)
}

func TestAPanicIsAnAnswer(t *testing.T) {
	w := newWorld(t)
	w.fake.panics = true
	answer := w.get("/api/v1/vms", asAdmin)
	require.Equal(t, http.StatusInternalServerError, answer.Code)
	require.Equal(t, "application/problem+json", answer.Header().Get("Content-Type"))
	require.NotContains(t, answer.Body.String(), "fake panics")
	require.Contains(t, w.log.String(), "fake panics")
	require.Contains(t, w.log.String(), "fake_test.go", "the stack")
	w.fake.panics = false
	require.Equal(t, http.StatusOK, w.get("/api/v1/vms", asAdmin).Code)
}

func TestRequestID(t *testing.T) {
	w := newWorld(t)
	for given, kept := range map[string]bool{
		"trace-1.a_B": true, "": false, "with space": false, "x\ny": false, strings.Repeat("a", 65): false, "<script>": false,
	} {
		got := w.get("/healthz", nobody, with("X-Request-Id", given)).Header().Get("X-Request-Id")
		require.NotEmpty(t, got)
		require.Equal(t, kept, got == given, "%q", given)
	}
	a := w.get("/healthz", nobody, with("X-Request-Id", "")).Header().Get("X-Request-Id")
	b := w.get("/healthz", nobody, with("X-Request-Id", "")).Header().Get("X-Request-Id")
	require.NotEqual(t, a, b)
	require.Len(t, a, 16)
}

func TestLimits(t *testing.T) {
	w := newWorld(t)
	tooLarge := `{"name":"web-1","description":"` + strings.Repeat("x", 1<<20) + `"}`
	for name, answer := range map[string]*httptest.ResponseRecorder{
		"body":    w.do(http.MethodPost, "/api/v1/vms", tooLarge, asAdmin),
		"headers": w.get("/api/v1/vms", asAdmin, with("X-Padding", strings.Repeat("x", 40<<10))),
		"address": w.get("/api/v1/vms?name="+strings.Repeat("x", 9<<10), asAdmin),
	} {
		require.Equal(t, http.StatusRequestEntityTooLarge, answer.Code, name)
		require.Contains(t, answer.Body.String(), `"code":"too_large"`, name)
	}
	require.Nil(t, w.fake.lastRequest())
	deep := `{"name":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`
	require.Contains(t, w.do(http.MethodPost, "/api/v1/vms", deep, asAdmin).Body.String(), "nested deeper")
	require.Contains(t, w.do(http.MethodPost, "/api/v1/vms", "{\"name\":\"\xff\"}", asAdmin).Body.String(), "is not UTF-8")
	require.Contains(t, w.get("/api/v1/vms?limit=1;state=running", asAdmin).Body.String(), "separated by")
}

// A body that breaks off is the client's fault, not ours.
func TestABodyThatBreaksOff(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/vms", &broken{})
	asAdmin(r)
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, r)
	require.Equal(t, http.StatusBadRequest, answer.Code)
	require.Nil(t, w.fake.lastRequest())
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestSecurityHeaders(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/api/v1/vms", "/api/nothing", "/api/docs", "/healthz"} {
		h := w.get(path, asAdmin).Header()
		require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'self'")
		require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.NotContains(t, h.Get("Content-Security-Policy"), "unsafe")
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", h.Get("Referrer-Policy"))
		require.Empty(t, h.Get("Strict-Transport-Security"), "not over plain HTTP")
	}
	overTLS := func(r *http.Request) { r.TLS = &tls.ConnectionState{} }
	require.Equal(t, "max-age=31536000", w.get("/", overTLS).Header().Get("Strict-Transport-Security"))
}

func TestAnotherOriginMayNotChangeAnything(t *testing.T) {
	w := newWorld(t)
	start := "/api/v1/vms/" + firstID + "/start"
	evil := with("Origin", "https://evil.example")
	crossSite := with("Sec-Fetch-Site", "cross-site")
	for name, c := range map[string]struct {
		askers []asker
		want   int
	}{
		"a page of another origin":     {[]asker{byCookie, evil}, 403},
		"a site of another origin":     {[]asker{byCookie, crossSite}, 403},
		"another origin with a token":  {[]asker{asAdmin, crossSite}, 403},
		"our own page":                 {[]asker{byCookie, with("Origin", "http://example.com")}, 202},
		"our own page, newer browsers": {[]asker{byCookie, with("Sec-Fetch-Site", "same-origin")}, 202},
		"a program":                    {[]asker{asAdmin}, 202},
		"the local socket":             {[]asker{asLocal, evil}, 202},
	} {
		require.Equal(t, c.want, w.do(http.MethodPost, start, "", c.askers...).Code, name)
	}
	require.Equal(t, http.StatusOK, w.get("/api/v1/vms", byCookie, crossSite).Code, "reading is the browser's to refuse")
	for _, path := range []string{"/api/v1/ws", "/api/v1/vms/" + firstID + "/console"} {
		answer := w.get(path, byCookie, evil, with("Upgrade", "websocket"), with("Connection", "upgrade"))
		require.Equal(t, http.StatusForbidden, answer.Code, path)
	}
	require.Equal(t, http.StatusForbidden, w.do(http.MethodPost, "/api/v1/login", `{"name":"a","password":"right"}`, evil).Code)
}

func TestTheProofThatIsGivenOnPurposeCounts(t *testing.T) {
	w := newWorld(t)
	require.Contains(t, w.get("/api/v1/me", asLocal).Body.String(), `"kind":"local"`)
	require.Contains(t, w.get("/api/v1/me", asLocal, asAdmin).Body.String(), `"kind":"user"`)
	require.Contains(t, w.get("/api/v1/me", asLocal, byCookie).Body.String(), `"kind":"local"`)
	require.Equal(t, 401, w.get("/api/v1/me", asLocal, with("Authorization", "Bearer wrong")).Code)
	require.Equal(t, 401, w.get("/api/v1/me", byCookie, with("Authorization", "Bearer wrong")).Code)
	require.Equal(t, 401, w.get("/api/v1/me", with("Authorization", "Bearer "+strings.Repeat("x", 600))).Code)
	require.Equal(t, 401, w.get("/api/v1/me", with("Cookie", api.SessionCookie+"="+strings.Repeat("x", 600))).Code)
}

func TestObservation(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	w := newWorld(t, func(o *api.Options) {
		o.ObserveRequest = func(route, method string, status int, d time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			require.GreaterOrEqual(t, d, time.Duration(0))
			seen = append(seen, method+" "+route+" "+http.StatusText(status))
		}
	})
	w.get("/api/v1/vms/"+firstID, asAdmin)
	w.do(http.MethodPost, "/api/v1/vms/"+firstID+"/start", "", asAdmin)
	w.get("/api/planets", asAdmin)
	w.get("/vms/anything", nobody)
	w.do(http.MethodHead, "/healthz", "")
	require.Equal(t, []string{
		"GET /api/v1/vms/{id} OK", "POST /api/v1/vms/{id}/start Accepted", "GET none Not Found", "GET ui OK", "GET /healthz OK",
	}, seen)
	require.Contains(t, w.log.String(), `"level":"info","requestId":"req-1","method":"POST","route":"/api/v1/vms/{id}/start","status":202`)
	require.Contains(t, w.log.String(), `"level":"debug","requestId":"req-1","method":"GET","route":"/api/v1/vms/{id}","status":200`)
	require.NotContains(t, w.log.String(), firstID, "paths stay out of the log")
}

func TestReadiness(t *testing.T) {
	ready := errors.New("libvirt at secret-host is away")
	w := newWorld(t, func(o *api.Options) {
		o.Ready = func() error { return ready }
		o.Metrics = nil
	})
	answer := w.get("/readyz", nobody)
	require.Equal(t, http.StatusServiceUnavailable, answer.Code)
	require.NotContains(t, answer.Body.String(), "secret-host")
	require.Equal(t, http.StatusOK, w.get("/healthz", nobody).Code)
	require.Equal(t, http.StatusNotImplemented, w.get("/metrics", asAdmin).Code)
	ready = nil
	require.Equal(t, http.StatusOK, w.get("/readyz", nobody).Code)
}

// A page of any origin can make a browser send its cookie: a console wants a
// proof that is given on purpose.
func TestACookieAloneOpensNoConsole(t *testing.T) {
	w := newWorld(t)
	upgrade := []asker{with("Upgrade", "websocket"), with("Connection", "upgrade")}
	for _, path := range []string{"/console", "/vnc"} {
		path = "/api/v1/vms/" + firstID + path
		answer := w.get(path, append(upgrade, byCookie)...)
		require.Equal(t, http.StatusUnauthorized, answer.Code, path)
		require.Contains(t, answer.Body.String(), "/tickets", "it says what to do")
		require.Equal(t, http.StatusUnauthorized, w.get(path+"?ticket=nvt_guess", append(upgrade, byCookie)...).Code, path)
		for name, proof := range map[string]asker{"a token": asAdmin, "the local socket": asLocal} {
			require.NotEqual(t, http.StatusUnauthorized, w.get(path, append(upgrade, proof)...).Code, name)
		}
		require.NotEqual(t, http.StatusUnauthorized, w.get(path+"?ticket="+goodTicket, append(upgrade, byCookie)...).Code, path)
	}
}
