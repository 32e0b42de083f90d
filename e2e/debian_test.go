package e2e_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// debianBoot is how long the Debian guest may take, emulated on a loaded
// machine; 45 s on an idle one with two cores.
const debianBoot = 10 * time.Minute

// debian puts a copy of the Debian guest's disk into the daemon's default
// folder and returns its path there.
func debian(t *testing.T, d *kvmtest.Daemon, name string) string {
	t.Helper()
	image := os.Getenv("NOVACRON_GUEST")
	if image == "" {
		t.Skip("boots a Debian for minutes: make test-guest")
	}
	path := "/var/lib/libvirt/images/" + name
	out, err := exec.Command("cp", "--sparse=always", image, d.Outside(path)).CombinedOutput()
	require.NoError(t, err, string(out))
	d.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images")
	d.Virsh("pool-start", "default")
	return path
}

// terminal is a person at a serial console.
type terminal struct {
	t    *testing.T
	conn io.ReadWriteCloser
	seen bytes.Buffer
	read chan []byte
}

func openTerminal(t *testing.T, c *client.Client, id novacron.VMID) *terminal {
	t.Helper()
	conn, err := c.Console(t.Context(), id, false)
	require.NoError(t, err)
	term := &terminal{t: t, conn: conn, read: make(chan []byte, 64)}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		defer close(term.read)
		for {
			buf := make([]byte, 4096)
			n, err := conn.Read(buf)
			if n > 0 {
				term.read <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return term
}

// expect waits until the guest printed a text, and returns what came before it.
func (term *terminal) expect(text string, within time.Duration) string {
	term.t.Helper()
	end := time.After(within)
	for {
		if before, after, ok := strings.Cut(term.seen.String(), text); ok {
			term.seen.Reset()
			term.seen.WriteString(after)
			return before
		}
		select {
		case part, open := <-term.read:
			require.True(term.t, open, "the console ended; it printed\n%s", term.seen.String())
			term.seen.Write(part)
		case <-end:
			require.FailNow(term.t, "the guest never printed "+text, term.seen.String())
		}
	}
}

func (term *terminal) enter(line string) {
	term.t.Helper()
	_, err := io.WriteString(term.conn, line+"\r")
	require.NoError(term.t, err)
}

// run returns what a command prints in the guest.
func (term *terminal) run(command string) string {
	term.t.Helper()
	term.enter("echo BEG''IN; " + command + "; echo EN''D")
	term.expect("BEGIN\r\n", time.Minute)
	return strings.ReplaceAll(term.expect("END", time.Minute), "\r", "")
}

func (term *terminal) logIn(user, password string) {
	term.t.Helper()
	term.enter(user)
	term.expect("Password:", time.Minute)
	term.enter(password)
	term.expect("$ ", time.Minute)
}

// A Debian guest finds what cloud-init was told: the host name, the user with
// the key and the password, the address.
func TestDebianGuest(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	disk := debian(t, d, "debian.qcow2")
	p := serve(t, shortDir(t), d.URI())
	connected(t, p.Client())
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPb+Ja2bJ7xLu1SxMTXOBCBrDyAtFy5ZzOvUPvPPnVX ada@desk"
	op, err := p.Client().CreateVM(t.Context(), novacron.CreateVM{
		Name: "deb-1", MemoryBytes: 512 << 20, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{Source: disk}}, Start: true,
		CloudInit: &novacron.CloudInit{
			User: "ada", SSHKeys: []string{key}, Password: "correct horse", Hostname: "edge-7",
			UserData: "#cloud-config\nwrite_files: [{path: /etc/novacron-test, content: seeded}]\nruncmd: [[touch, /run/novacron-done]]\n",
		},
	})
	op = succeeded(t, p.Client(), op, err)
	began := time.Now()
	term := openTerminal(t, p.Client(), novacron.VMID(op.Target.ID))
	term.expect("edge-7 login:", debianBoot)
	t.Logf("login prompt after %s", time.Since(began).Round(time.Second))
	term.logIn("ada", "correct horse")
	require.Equal(t, "edge-7\n", term.run("hostname"))
	require.Contains(t, term.run("cat ~/.ssh/authorized_keys"), key)
	require.Equal(t, "seeded", term.run("cat /etc/novacron-test"))
	require.Equal(t, "0\n", term.run("sudo -n id -u"))

	del, err := p.Client().DeleteVM(t.Context(), novacron.VMID(op.Target.ID), novacron.DeleteVM{Force: true})
	succeeded(t, p.Client(), del, err)
	_, err = os.Stat(d.Outside("/var/lib/libvirt/images/deb-1-seed-" + op.Target.ID[:8] + ".iso"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
