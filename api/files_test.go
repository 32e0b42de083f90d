package api_test

import (
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
)

func builtUI() fstest.MapFS {
	return fstest.MapFS{
		"index.html":             {Data: []byte("<!doctype html><title>NovaCron</title>")},
		"assets/app-1a2b.js":     {Data: []byte("plain")},
		"assets/app-1a2b.js.br":  {Data: []byte("brotli")},
		"assets/app-1a2b.js.gz":  {Data: []byte("gzip")},
		"assets/font-9.woff2":    {Data: []byte("font")},
		"favicon.svg":            {Data: []byte("<svg/>")},
		".secret":                {Data: []byte("secret")},
		"assets/deeper/file.txt": {Data: []byte("text")},
	}
}

func TestUI(t *testing.T) {
	w := newWorld(t, func(o *api.Options) { o.UI = builtUI() })
	const forever, ask = "public, max-age=31536000, immutable", "no-cache"
	for path, want := range map[string]struct {
		status                   int
		kind, cache, body, coded string
	}{
		"/":                           {200, "text/html; charset=utf-8", ask, "NovaCron", ""},
		"/vms/" + firstID:             {200, "text/html; charset=utf-8", ask, "NovaCron", ""},
		"/login":                      {200, "text/html; charset=utf-8", ask, "NovaCron", ""},
		"/assets/app-1a2b.js":         {200, "text/javascript; charset=utf-8", forever, "brotli", "br"},
		"/favicon.svg":                {200, "image/svg+xml", ask, "<svg/>", ""},
		"/assets/gone-3c4d.js":        {404, "", "", "", ""},
		"/missing.png":                {404, "", "", "", ""},
		"/assets":                     {200, "", ask, "NovaCron", ""},
		"/.secret":                    {404, "", "", "", ""},
		"/../../etc/passwd":           {200, "", ask, "NovaCron", ""},
		"/%2e%2e/%2e%2e/etc/passwd":   {200, "", ask, "NovaCron", ""},
		"/assets/..%2f..%2fx/../.git": {404, "", "", "", ""},
	} {
		answer := w.get(path, nobody, with("Accept-Encoding", "gzip, br"))
		require.Equal(t, want.status, answer.Code, path)
		require.NotContains(t, answer.Body.String(), "secret", path)
		if want.status != http.StatusOK {
			continue
		}
		require.Contains(t, answer.Body.String(), want.body, path)
		require.Equal(t, want.cache, answer.Header().Get("Cache-Control"), path)
		require.Equal(t, want.coded, answer.Header().Get("Content-Encoding"), path)
		if want.kind != "" {
			require.Equal(t, want.kind, answer.Header().Get("Content-Type"), path)
		}
	}
}

func TestUIEncodings(t *testing.T) {
	w := newWorld(t, func(o *api.Options) { o.UI = builtUI() })
	for accept, want := range map[string]string{
		"": "plain", "gzip": "gzip", "br": "brotli", "br;q=0, gzip": "gzip", "br;q=0.5": "brotli", "GZIP;q=1.0": "gzip", "identity, deflate": "plain",
		"br;q=0.0": "plain",
	} {
		answer := w.get("/assets/app-1a2b.js", nobody, with("Accept-Encoding", accept))
		require.Equal(t, want, answer.Body.String(), accept)
		require.Equal(t, "Accept-Encoding", answer.Header().Get("Vary"))
	}
}

func TestWithoutUI(t *testing.T) {
	w := newWorld(t)
	answer := w.get("/vms", nobody)
	require.Equal(t, http.StatusOK, answer.Code)
	require.Contains(t, answer.Body.String(), "make ui")
	require.Contains(t, answer.Body.String(), "/api/docs")
}
