package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/novacron/novacron/appliance"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/cli"
	"github.com/novacron/novacron/novacron"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"novacron": runNovacron})
}

// runNovacron is the program that scripts run: the command line with a serve
// and a demo that only say what they were given.
func runNovacron() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	tell := func(_ context.Context, flags cli.ServeFlags) error {
		return json.NewEncoder(os.Stdout).Encode(flags)
	}
	status := cli.Main(ctx, cli.Commands{Version: "0.1.0-test", Serve: tell, Demo: tell, Doctor: doctor, VerifyAudit: appliance.VerifyAudit},
		os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// doctor finds what the script's DOCTOR names.
func doctor(_ context.Context, flags cli.DoctorFlags) ([]novacron.Check, error) {
	checks := []novacron.Check{{Name: "libvirt socket", Status: "ok", Detail: "/run/libvirt/libvirt-sock answers"}}
	if flags.LibvirtURI != nil {
		checks[0].Detail = *flags.LibvirtURI + " answers"
	}
	switch os.Getenv("DOCTOR") {
	case "error":
		return nil, novacron.Errorf(novacron.Invalid, "the configuration cannot be read")
	case "failed":
		checks = append(checks, novacron.Check{
			Name: "disk space", Status: "failed", Detail: "12 MiB free", Mend: "remove something:\ndu -sh /var/lib/novacron",
		})
		fallthrough
	case "warning":
		checks = append(checks, novacron.Check{
			Name: "kvm", Status: "warning", Detail: "/dev/kvm did not run the probe", Mend: "enable it in the firmware",
		})
	}
	return checks, nil
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails":   scriptFails,
			"capture": scriptCapture,
			"break":   scriptBreak,
			"restart": scriptRestart,
			"waitfor": scriptWaitFor,

			"administrator": scriptAdministrator,
		},
	})
}

// serverKey finds the script's server among its values.
type serverKey struct{}

func setUpScript(env *testscript.Env) error {
	s, err := newServer(12)
	if err != nil {
		return err
	}
	images := imageServer()
	env.Defer(images.Close)
	env.Setenv("IMAGES", images.URL)
	env.Defer(func() {
		if err := s.close(); err != nil {
			env.T().Log(err)
		}
	})
	env.Values[serverKey{}] = s
	env.Setenv("NOVACRON_SERVER", s.address())
	env.Setenv("REMOTE", s.running.URL())
	env.Setenv("PIN", s.running.Fingerprint())
	env.Setenv("LOCAL", s.address())
	env.Setenv("CA", filepath.Join(s.cfg.DataDir, "tls.crt"))
	env.Setenv("TZ", "UTC")
	return nil
}

// scriptFails is 'fails STATUS COMMAND...': the command must end with that
// exit status.
func scriptFails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fails STATUS COMMAND [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		ts.Fatalf("succeeded, want exit status %d", want)
	case !errors.As(err, &exit):
		ts.Fatalf("%v", err)
	case exit.ExitCode() != want:
		ts.Fatalf("exit status %d, want %d", exit.ExitCode(), want)
	}
}

// scriptCapture is 'capture VARIABLE': what the last command wrote to standard
// output, without the line's end.
func scriptCapture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: capture VARIABLE")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

// scriptBreak is 'break METHOD': the next call of the hypervisor's method
// fails. '! break METHOD' lets it hang until the script ends.
func scriptBreak(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] break METHOD")
	}
	faults := scriptServer(ts).provider.Faults()
	if neg {
		_, release := faults.Hang(args[0])
		ts.Defer(release)
		return
	}
	err := novacron.Errorf(novacron.Exhausted, "the host has no room").WithMend("make room")
	faults.Fail(args[0], err, 1)
}

// scriptRestart is 'restart': the appliance stops and starts again.
func scriptRestart(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: restart")
	}
	ts.Check(scriptServer(ts).restart())
}

func scriptServer(ts *testscript.TestScript) *server {
	s, ok := ts.Value(serverKey{}).(*server)
	if !ok {
		ts.Fatalf("the script has no server")
	}
	return s
}

// scriptAdministrator is 'administrator NAME': the first one is made.
func scriptAdministrator(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: administrator NAME")
	}
	c, err := client.New(client.Options{Server: scriptServer(ts).address()})
	ts.Check(err)
	defer c.Close()
	code, err := c.NewSetupCode(context.Background(), novacron.Mutation{})
	ts.Check(err)
	_, err = c.Setup(context.Background(), novacron.Setup{Code: code, Name: args[0], Password: "correct horse battery staple"})
	ts.Check(err)
}

// scriptWaitFor is 'waitfor FILE PATTERN': until a line of the file, which a
// command in the background writes, matches.
func scriptWaitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor FILE PATTERN")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && pattern.Match(text) {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			ts.Fatalf("no line of %s matched %s:\n%s", args[0], args[1], text)
		}
	}
}
