package kvmtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/require"
)

// folders are those of the machine that the daemon gets its own of.
func folders() []string {
	return []string{"/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt", "/run"}
}

// folder is where a folder of the daemon's world lies for the test.
func (d *Daemon) folder(f string) string {
	if f == "/var/cache/libvirt" {
		// What libvirt finds out about QEMU takes it seconds, and is the same for
		// every daemon of this machine.
		if cache, err := os.UserCacheDir(); err == nil {
			return filepath.Join(cache, "novacron-libvirt-cache"+d.other.suffix())
		}
	}
	return filepath.Join(d.dir, strings.ReplaceAll(strings.TrimPrefix(f, "/"), "/", "-"))
}

// daemonConf: no polkit, and a socket that the test can reach.
const daemonConf = `unix_sock_dir = "SOCKETS"
unix_sock_group = "root"
unix_sock_rw_perms = "0700"
auth_unix_rw = "none"
auth_unix_ro = "none"
host_uuid = "UUID"
log_outputs = "2:file:LOG"
`

// qemuConf: what libvirt otherwise expects of systemd, AppArmor and its own
// user is not there.
const qemuConf = `cgroup_controllers = [ ]
security_driver = "none"
user = "root"
group = "root"
remember_owner = 0
namespaces = []
stdio_handler = "file"
`

func (d *Daemon) prepare() {
	for _, f := range folders() {
		require.NoError(d.tb, os.MkdirAll(d.folder(f), 0o755))
	}
	for _, f := range []string{"sock", "var-lib-libvirt/qemu", "var-lib-libvirt/images", "etc-libvirt/qemu/networks", "run/lock"} {
		require.NoError(d.tb, os.MkdirAll(filepath.Join(d.dir, f), 0o755))
	}
	uuid, err := os.ReadFile("/proc/sys/kernel/random/uuid")
	require.NoError(d.tb, err)
	for _, program := range d.programs() {
		d.write(program+".conf", strings.NewReplacer(
			"SOCKETS", filepath.Dir(d.socketOf(program)),
			"UUID", strings.TrimSpace(string(uuid)),
			"LOG", filepath.Join(d.dir, program+".log"),
		).Replace(daemonConf))
	}
	d.write("etc-libvirt/qemu.conf", qemuConf)
	// The filters that libvirt's packages bring.
	if _, err := os.Stat("/etc/libvirt/nwfilter"); err == nil {
		require.NoError(d.tb, os.CopyFS(filepath.Join(d.dir, "etc-libvirt", "nwfilter"), os.DirFS("/etc/libvirt/nwfilter")))
	}
}

func (d *Daemon) write(name, text string) {
	require.NoError(d.tb, os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o644))
}

// startInit makes the namespaces. Their process 1 reaps what dies in them and
// ends, and everything with it, when the test does: cat reads the test's end.
func (d *Daemon) startInit() {
	root := d.other.root
	script := append([]string{"mount --make-rprivate /"}, d.other.mounts(d.dir)...)
	for _, f := range folders() {
		script = append(script, "mkdir -p "+root+f, "mount --bind "+d.folder(f)+" "+root+f)
	}
	inside := []string{"mount -t proc proc /proc", "mount -t sysfs sysfs /sys", "ip link set lo up", "/usr/sbin/virtlogd -d || true", "echo ready", "cat >/dev/null"}
	if root != "" {
		inside = []string{"exec chroot " + root + " /bin/sh -ec '" + strings.Join(inside, "\n") + "'"}
	}
	script = append(script, inside...)
	cmd := exec.Command("/bin/sh", "-ec", strings.Join(script, "\n"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID}
	cmd.Stderr = os.Stderr
	live, err := cmd.StdinPipe()
	require.NoError(d.tb, err)
	out, err := cmd.StdoutPipe()
	require.NoError(d.tb, err)
	require.NoError(d.tb, cmd.Start())
	d.init, d.live = cmd, live
	ready := make([]byte, len("ready\n"))
	_, err = out.Read(ready)
	require.NoError(d.tb, err)
	require.Equal(d.tb, "ready\n", string(ready))
}

// close ends the namespaces and with them the daemon and its VMs.
func (d *Daemon) close() {
	if d.init == nil {
		return
	}
	_ = d.live.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	done := make(chan struct{})
	go func() { _ = d.init.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		_ = d.init.Process.Kill()
		<-done
	}
}

// Root is where the daemon's world is seen from outside: its files, its sys and
// its proc.
func (d *Daemon) Root() string { return fmt.Sprintf("/proc/%d/root", d.init.Process.Pid) }
