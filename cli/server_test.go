package cli_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/appliance"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/internal/diskimage/diskimagetest"
	"github.com/novacron/novacron/novacron"
)

// server is a whole appliance on a simulated hypervisor, for the command line
// to talk to.
type server struct {
	cfg      appliance.Config
	provider *fake.Provider
	running  *appliance.Appliance
	vms      int
}

// newServer starts an appliance with the given number of VMs: web-1, db-1,
// cache-1, mail-1, build-1, dns-1, web-2 and so on.
func newServer(vms int) (*server, error) {
	dir, err := os.MkdirTemp("", "nvc") // a socket's path may have 107 bytes only
	if err != nil {
		return nil, err
	}
	cfg := appliance.DefaultConfig()
	cfg.DataDir, cfg.Socket, cfg.Listen, cfg.NodeName = dir, filepath.Join(dir, "s.sock"), "127.0.0.1:0", "edge-1"
	cfg.Images.AllowHTTP, cfg.Images.AllowLocal = true, true
	s := &server{cfg: cfg, provider: fake.New(fake.Options{}), vms: vms}
	s.provider.Seed(vms)
	if err := s.start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *server) start() error {
	s.running = appliance.New(s.cfg, appliance.Options{
		Version: "0.1.0-test", Logger: zerolog.Nop(), Provider: s.provider, Demo: true,
	})
	if err := s.running.Open(context.Background()); err != nil {
		return err
	}
	<-s.running.Fleet().Synced()
	return s.awaitStorage()
}

// awaitStorage waits until the seeded volumes and their pool are recorded.
func (s *server) awaitStorage() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		page, err := s.running.Fleet().Volumes().Volumes(ctx, novacron.VolumeQuery{Pool: "default"})
		if err == nil && (page.Total > 0 || s.vms == 0) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (s *server) close() error {
	return errors.Join(s.running.Close(), os.RemoveAll(s.cfg.DataDir))
}

// restart closes the appliance and opens it again on the same data.
func (s *server) restart() error {
	if err := s.running.Close(); err != nil {
		return err
	}
	return s.start()
}

// imageServer serves a good image and a bad one, for imports.
func imageServer() *httptest.Server {
	files := map[string][]byte{"/debian-12.qcow2": diskimagetest.QCOW2(), "/page": []byte("<html>not found</html>")}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(files[r.URL.Path]))
	}))
}

// address is what --server takes.
func (s *server) address() string { return "unix://" + s.cfg.Socket }

// startServer is newServer for a test.
func startServer(tb testing.TB, vms int) *server {
	tb.Helper()
	s, err := newServer(vms)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.close()) })
	return s
}
