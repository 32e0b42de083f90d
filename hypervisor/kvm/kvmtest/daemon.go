package kvmtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Daemon is a libvirtd of one test, or the modular daemons that do its work.
type Daemon struct {
	tb    testing.TB
	dir   string
	other otherLibvirt
	init  *exec.Cmd      // process 1 of the namespaces
	live  io.WriteCloser // init ends when this closes
	pid   int            // of libvirtd or virtqemud, in the test's own process namespace
}

// Start starts a libvirtd for the test and returns the URI of its QEMU driver.
func Start(tb testing.TB) string {
	tb.Helper()
	return StartDaemon(tb).URI()
}

// StartDaemon starts a libvirtd for the test. It and every VM it runs end with
// the test.
func StartDaemon(tb testing.TB) *Daemon {
	tb.Helper()
	other := otherFromEnv()
	if other.root == "" {
		Require(tb, "unshare", "nsenter", "libvirtd", "virtlogd", "qemu-system-x86_64")
	}
	if os.Geteuid() != 0 {
		missing(tb, "a libvirtd in namespaces of its own needs root")
	}
	// Not tb.TempDir: a unix socket's path may have 107 bytes only.
	dir, err := os.MkdirTemp("", "kvmtest")
	require.NoError(tb, err)
	require.NoError(tb, os.Chmod(dir, 0o755))
	d := &Daemon{tb: tb, dir: dir, other: other}
	tb.Cleanup(func() {
		d.close()
		if tb.Failed() {
			for _, program := range d.programs() {
				tb.Logf("%s log:\n%s", program, tail(filepath.Join(dir, program+".log"), 60))
			}
		}
		_ = os.RemoveAll(dir)
	})
	d.prepare()
	d.startInit()
	d.Restart()
	return d
}

// Require skips the test when a program is missing, or fails it when the
// environment has CI=true.
func Require(tb testing.TB, programs ...string) {
	tb.Helper()
	for _, p := range programs {
		if _, err := lookPath(p); err != nil {
			missing(tb, "%s is not installed", p)
		}
	}
}

func missing(tb testing.TB, format string, args ...any) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf(format, args...)
	}
	tb.Skipf(format, args...)
}

// lookPath also looks where daemons are, which may not be in a user's path.
func lookPath(program string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join("/usr/sbin", program))
}

// Dir is the daemon's folder. Images for its VMs may be put below it.
func (d *Daemon) Dir() string { return d.dir }

// Socket is the path of the daemon's socket; of modular daemons that of the one
// that runs VMs, with those of the others beside it.
func (d *Daemon) Socket() string { return d.socketOf(d.programs()[0]) }

// URI is the URI of the daemon's QEMU driver.
func (d *Daemon) URI() string { return "qemu:///system?socket=" + d.Socket() }

// TestURI is the URI of the daemon's test driver; path is that of a file with
// its world, or empty for the default one. No modular daemon has it: the test is
// skipped.
func (d *Daemon) TestURI(path string) string {
	d.tb.Helper()
	if d.other.modular {
		d.tb.Skip("virtqemud has no test driver")
	}
	if path == "" {
		path = "/default"
	}
	return "test://" + path + "?socket=" + d.Socket()
}

// Outside returns where a path of the daemon's world lies for the test.
func (d *Daemon) Outside(path string) string {
	for _, f := range folders() {
		if rest, ok := strings.CutPrefix(path, f+"/"); ok {
			return filepath.Join(d.folder(f), rest)
		}
	}
	return path
}

// Virsh runs virsh in the daemon's world and returns what it prints. It fails
// the test when virsh fails.
func (d *Daemon) Virsh(args ...string) string {
	d.tb.Helper()
	out, err := d.Command("virsh", append([]string{"-q", "-c", d.URI()}, args...)...).CombinedOutput()
	require.NoError(d.tb, err, "virsh %v: %s", args, out)
	return string(bytes.TrimSpace(out))
}

// Command makes a command that runs in the daemon's world.
func (d *Daemon) Command(program string, args ...string) *exec.Cmd {
	enter := []string{"-t", strconv.Itoa(d.init.Process.Pid), "-m", "-n", "-p"}
	if d.other.root != "" {
		enter = append(enter, "--root", "--wd=/")
	}
	all := append(append(enter, program), args...)
	return exec.CommandContext(context.WithoutCancel(d.tb.Context()), "nsenter", all...)
}

// Kill ends the daemon, or every modular one, as if it had crashed. Its VMs run
// on.
func (d *Daemon) Kill() {
	d.tb.Helper()
	for _, program := range d.programs() {
		d.KillProgram(program)
	}
}

// KillProgram is Kill for one of the modular daemons.
func (d *Daemon) KillProgram(program string) {
	d.tb.Helper()
	for _, pid := range d.find(program) {
		require.NoError(d.tb, syscall.Kill(pid, syscall.SIGKILL))
		require.Eventually(d.tb, func() bool { return !alive(pid) }, 10*time.Second, 5*time.Millisecond)
	}
}

// Freeze stops the daemon in its tracks without ending its connections; the
// function that it returns lets it go on.
func (d *Daemon) Freeze() (thaw func()) {
	d.tb.Helper()
	require.NoError(d.tb, syscall.Kill(d.pid, syscall.SIGSTOP))
	return func() { _ = syscall.Kill(d.pid, syscall.SIGCONT) }
}

// Restart starts the daemon after Kill and waits until it answers. Modular ones
// that still run go on.
func (d *Daemon) Restart() {
	d.tb.Helper()
	for _, program := range slices.Backward(d.programs()) { // what runs VMs comes last: it asks the others
		found := d.find(program)
		if len(found) == 0 {
			found = d.start(program)
		}
		d.pid = found[0]
	}
}

// start starts one daemon and returns its process id.
func (d *Daemon) start(program string) []int {
	d.tb.Helper()
	_ = os.Remove(filepath.Join(d.dir, "run", program+".pid"))
	out, err := d.Command(d.path(program), "-d", "-f", filepath.Join(d.dir, program+".conf"), "-p", "/run/"+program+".pid").CombinedOutput()
	require.NoError(d.tb, err, "%s: %s", program, out)
	require.Eventually(d.tb, func() bool { return answers(d.socketOf(program)) }, 20*time.Second, 5*time.Millisecond, program+" answers")
	found := d.find(program)
	require.NotEmpty(d.tb, found, program+" runs")
	return found
}

func answers(socket string) bool {
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// find finds processes by name in the daemon's process namespace.
func (d *Daemon) find(name string) []int {
	want, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", d.init.Process.Pid))
	require.NoError(d.tb, err)
	comms, _ := filepath.Glob("/proc/[0-9]*/comm")
	pids := []int{}
	for _, path := range comms {
		comm, _ := os.ReadFile(path)
		ns, _ := os.Readlink(filepath.Join(filepath.Dir(path), "ns", "pid"))
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil &&
			strings.TrimSpace(string(comm)) == name && ns == want && alive(pid) {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, _ := bytes.Cut(stat, []byte(") "))
	return len(rest) > 0 && rest[0] != 'Z'
}

func tail(path string, lines int) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// QEMUs returns the process ids of the daemon's running VMs, sorted.
func (d *Daemon) QEMUs() []int {
	d.tb.Helper()
	return d.find("qemu-system-x86")
}
