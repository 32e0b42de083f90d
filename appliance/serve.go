package appliance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// Flags are what the command line says over the configuration file. Nil was not
// given.
type Flags struct {
	Config     *string
	DataDir    *string
	Listen     *string
	Socket     *string
	LibvirtURI *string
}

// packagedConfig is read when no file is named and it is there.
const packagedConfig = "/etc/novacron/novacron.yaml"

// Resolve returns the configuration: the defaults, the file over them, the
// flags over that.
func (f Flags) Resolve(defaults Config) (Config, error) {
	cfg := defaults
	path := ""
	if f.Config != nil {
		path = *f.Config
	} else if _, err := os.Stat(packagedConfig); err == nil {
		path = packagedConfig
	}
	if path != "" {
		var err error
		if cfg, err = LoadConfig(path); err != nil {
			return cfg, err
		}
	}
	return f.over(cfg)
}

func (f Flags) over(cfg Config) (Config, error) {
	set := func(to *string, from *string) {
		if from != nil {
			*to = *from
		}
	}
	set(&cfg.DataDir, f.DataDir)
	set(&cfg.Listen, f.Listen)
	set(&cfg.Socket, f.Socket)
	set(&cfg.LibvirtURI, f.LibvirtURI)
	for _, path := range []*string{&cfg.DataDir, &cfg.Socket} {
		if *path == "" {
			continue
		}
		abs, err := filepath.Abs(*path)
		if err != nil {
			return cfg, novacron.Errorf(novacron.Invalid, "path %s: %w", *path, err)
		}
		*path = abs
	}
	return cfg, cfg.Validate()
}

// Serve runs an appliance on this host's libvirt until ctx ends.
func Serve(ctx context.Context, version string, flags Flags, stderr io.Writer) error {
	cfg, err := flags.Resolve(DefaultConfig())
	if err != nil {
		return err
	}
	a := New(cfg, Options{Version: version, Logger: NewLogger(cfg.Log, stderr)})
	return a.run(ctx, stderr)
}

// demoVMs is how many simulated VMs a new demo begins with: enough to sort and
// filter, few enough to know.
const demoVMs = 12

// Demo runs an appliance whose VMs are simulated until ctx ends. Without flags
// it keeps to a directory of the user's own and to the loopback address.
func Demo(ctx context.Context, version string, flags Flags, stderr io.Writer) error {
	defaults := DefaultConfig()
	defaults.DataDir = filepath.Join(os.TempDir(), "novacron-demo-"+strconv.Itoa(os.Getuid()))
	defaults.Listen = "127.0.0.1:7443"
	if flags.DataDir != nil {
		defaults.DataDir = *flags.DataDir
	}
	defaults.Socket = filepath.Join(defaults.DataDir, "novacron.sock")
	cfg, err := flags.over(defaults)
	if err != nil {
		return err
	}
	opts := fake.DemoOptions()
	opts.StateFile = filepath.Join(cfg.DataDir, "demo.json")
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return novacron.Errorf(novacron.Unavailable, "data directory: %w", err).WithMend("choose another with --data-dir")
	}
	provider := fake.New(opts)
	if _, err := os.Stat(opts.StateFile); errors.Is(err, os.ErrNotExist) {
		provider.Seed(demoVMs)
	}
	a := New(cfg, Options{Version: version, Logger: NewLogger(cfg.Log, stderr), Provider: provider, Demo: true})
	return a.run(ctx, stderr)
}

// run opens the appliance, says where it is, and closes it when ctx ends.
func (a *Appliance) run(ctx context.Context, stderr io.Writer) error {
	if err := a.Open(ctx); err != nil {
		return err
	}
	if err := a.greet(ctx, stderr); err != nil {
		a.log.Error().Err(err).Msg("no setup code could be made")
	}
	notify(daemon.SdNotifyReady)
	<-ctx.Done()
	notify(daemon.SdNotifyStopping)
	a.log.Info().Msg("stopping; vms run on")
	began := time.Now()
	err := a.Close()
	a.log.Info().Dur("took", time.Since(began)).Msg("stopped")
	return err
}

// greet tells a person where the page is, and how to come in the first time. In
// the journal this is plain text too: it is for reading.
func (a *Appliance) greet(ctx context.Context, w io.Writer) error {
	a.log.Info().Str("url", a.URL()).Str("socket", a.cfg.Socket).Str("fingerprint", a.Fingerprint()).
		Str("dataDir", a.cfg.DataDir).Str("version", a.opts.Version).Msg("ready")
	code, needed, err := a.SetupCode(ctx)
	if err != nil || !needed {
		return err
	}
	fmt.Fprintf(w, "\n  There is no administrator yet. Make the first one at %s\n  with this setup code: %s\n\n", a.URL(), code)
	return nil
}
