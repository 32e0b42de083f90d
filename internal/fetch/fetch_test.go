package fetch_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/fetch"
)

func content() []byte {
	data := make([]byte, 3<<20+17)
	_, _ = rand.New(rand.NewSource(1)).Read(data)
	return data
}

// local is what tests need: http, from this host, without long waits.
func local() fetch.Options {
	return fetch.Options{AllowHTTP: true, AllowLocal: true, Pause: time.Millisecond, Silence: 5 * time.Second}
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func whole(t *testing.T, url string, o fetch.Options) ([]byte, error) {
	t.Helper()
	f, err := fetch.Open(t.Context(), url, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func TestAFileIsFetched(t *testing.T) {
	data := content()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "x", time.Unix(1, 0), bytes.NewReader(data))
	})
	got, err := whole(t, url, local())
	require.NoError(t, err)
	require.Equal(t, data, got)
}

// breaking serves data, and breaks the link after each piece. ranges says whether the server knows them.
func breaking(data []byte, piece int, tag func() string, ranges bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from := 0
		w.Header().Set("ETag", tag())
		if text := r.Header.Get("Range"); text != "" && ranges && r.Header.Get("If-Range") == tag() {
			from, _ = strconv.Atoi(text[len("bytes=") : len(text)-1])
			w.Header().Set("Content-Range", "bytes "+strconv.Itoa(from)+"-"+strconv.Itoa(len(data)-1)+"/"+strconv.Itoa(len(data)))
			w.Header().Set("Content-Length", strconv.Itoa(len(data)-from))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		}
		_, _ = w.Write(data[from:min(len(data), from+piece)])
		if from+piece < len(data) {
			panic(http.ErrAbortHandler)
		}
	}
}

func TestABrokenLinkIsGoneOnWith(t *testing.T) {
	data := content()
	url := serve(t, breaking(data, 500_000, func() string { return `"one"` }, true))
	f, err := fetch.Open(t.Context(), url, local())
	require.NoError(t, err)
	defer f.Close()
	require.EqualValues(t, len(data), f.Length())
	got, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, data, got)
	require.Equal(t, 6, f.Breaks())
}

func TestAServerWithoutRangesIsReadAgain(t *testing.T) {
	data := content()
	var requests atomic.Int64
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		piece := len(data)
		if requests.Add(1) == 1 {
			piece = 1 << 20
		}
		breaking(data, piece, func() string { return `"one"` }, false)(w, r)
	})
	got, err := whole(t, url, local())
	require.NoError(t, err)
	require.Equal(t, data, got)
}

func TestAFileThatChangesIsNotPieced(t *testing.T) {
	data := content()
	var requests atomic.Int64
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tag := strconv.Quote(strconv.FormatInt(requests.Add(1), 10))
		breaking(data, 500_000, func() string { return tag }, true)(w, r)
	})
	_, err := whole(t, url, local())
	require.Equal(t, fetch.Changed, fetch.KindOf(err))
}

func TestAServerThatStaysAwayIsGivenUp(t *testing.T) {
	var requests atomic.Int64
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	_, err := whole(t, url, local())
	require.Equal(t, fetch.Broken, fetch.KindOf(err))
	require.EqualValues(t, 5, requests.Load())
}

func TestASilentServerIsBroken(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	o := local()
	o.Silence = 50 * time.Millisecond
	_, err := whole(t, url, o)
	require.Equal(t, fetch.Broken, fetch.KindOf(err))
}

func TestWhatIsRefused(t *testing.T) {
	data := content()
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "x", time.Unix(1, 0), bytes.NewReader(data))
	})
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(data[:10])
		_ = http.NewResponseController(w).Flush()
	})
	missing := serve(t, http.NotFound)
	away := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/shadow", http.StatusFound)
	})
	circle := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	down := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusFound))
	t.Cleanup(down.Close)
	roots := x509.NewCertPool()
	roots.AddCert(down.Certificate())

	for _, c := range []struct {
		name, url string
		change    func(*fetch.Options)
		kind      fetch.Kind
	}{
		{"http", plain, func(o *fetch.Options) { o.AllowHTTP = false }, fetch.BadURL},
		{"a redirect from https to http", down.URL, func(o *fetch.Options) { o.AllowHTTP, o.Roots = false, roots }, fetch.BadURL},
		{"loopback", plain, func(o *fetch.Options) { o.AllowLocal = false }, fetch.Address},
		{"loopback by name", "http://localhost:1/", func(o *fetch.Options) { o.AllowLocal = false }, fetch.Address},
		{"metadata", "http://169.254.169.254/latest/meta-data/", func(o *fetch.Options) { o.AllowLocal = false }, fetch.Address},
		{"mapped loopback", "http://[::ffff:127.0.0.1]:1/", func(o *fetch.Options) { o.AllowLocal = false }, fetch.Address},
		{"unspecified", "http://0.0.0.0:1/", func(o *fetch.Options) { o.AllowLocal = false }, fetch.Address},
		{"too long", plain, func(o *fetch.Options) { o.MaxBytes = 1 << 20 }, fetch.TooLong},
		{"no length", endless, nil, fetch.NoLength},
		{"missing", missing, nil, fetch.Refused},
		{"a redirect to a file", away, nil, fetch.BadURL},
		{"redirects without end", circle + "/x", nil, fetch.Refused},
		{"an unknown certificate", secure.URL, nil, fetch.Refused},
		{"a password", "https://user:secret@example.com/x", nil, fetch.BadURL},
		{"a file", "file:///etc/shadow", nil, fetch.BadURL},
		{"nothing", "", nil, fetch.BadURL},
		{"no server", "https:///x", nil, fetch.BadURL},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := local()
			if c.change != nil {
				c.change(&o)
			}
			_, err := whole(t, c.url, o)
			require.Error(t, err)
			require.Equal(t, c.kind, fetch.KindOf(err), "%v", err)
		})
	}
}

func TestItEndsWithItsContext(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	f, err := fetch.Open(ctx, url, local())
	require.NoError(t, err)
	defer f.Close()
	cancel()
	_, err = io.ReadAll(f)
	require.ErrorIs(t, err, context.Canceled)
}

func TestAURLIsShownWithoutItsSecrets(t *testing.T) {
	u, err := fetch.Check("https://example.com/a.qcow2?signature=secret#x", fetch.Options{})
	require.NoError(t, err)
	require.Equal(t, "https://example.com/a.qcow2", fetch.Shown(u))
}

func TestWhichAddressesMayBeAsked(t *testing.T) {
	for addr, want := range map[string]bool{
		"93.184.216.34": true, "10.0.0.1": true, "192.168.1.5": true, "172.16.0.9": true, "2001:db8::1": true, "fd12::1": true,
		"127.0.0.1": false, "127.9.9.9": false, "0.0.0.0": false, "169.254.169.254": false, "100.100.100.200": false, "192.0.0.192": false,
		"224.0.0.1": false, "255.255.255.255": false, "192.0.2.7": false, "::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false,
		"ff02::1": false, "fd00:ec2::254": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false,
		"64:ff9b::a9fe:a9fe": false, "2002:7f00:1::": false, "2002:a9fe:a9fe::1": false, "64:ff9b::5db8:d822": true,
	} {
		require.Equal(t, want, fetch.Permitted(addr), addr)
	}
}
