package auth_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

// dialEnv makes this test's binary a process that only connects to a socket.
const dialEnv = "NOVACRON_TEST_DIAL"

func TestPeerIsTheServiceItself(t *testing.T) {
	listener := listenLocal(t, t.TempDir())
	client, err := net.Dial("unix", listener.Addr().String())
	require.NoError(t, err)
	defer client.Close()
	id, err := auth.PeerIdentity(accept(t, listener))
	require.NoError(t, err)
	require.Equal(t, novacron.IdentityLocal, id.Kind)
	require.Equal(t, novacron.RoleAdministrator, id.Role)
	require.NotEmpty(t, id.Name)
	require.Equal(t, "unix", id.From)
}

func TestPeerIsAnotherAccount(t *testing.T) {
	if path := os.Getenv(dialEnv); path != "" {
		_, err := net.Dial("unix", path)
		require.NoError(t, err)
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can become another account")
	}
	dir, err := os.MkdirTemp("", "novacron-peer") // not t.TempDir: its parents are closed to others
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	listener := listenLocal(t, dir)
	require.NoError(t, os.Chmod(listener.Addr().String(), 0o666))

	binary := filepath.Join(dir, "dial")
	content, err := os.ReadFile("/proc/self/exe")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(binary, content, 0o755))
	dial := exec.CommandContext(t.Context(), binary, "-test.run", "^TestPeerIsAnotherAccount$")
	dial.Dir = dir
	dial.Env = []string{dialEnv + "=" + listener.Addr().String()}
	dial.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65533, Gid: 65533}}
	out, err := dial.CombinedOutput()
	require.NoError(t, err, "%s", out)

	_, err = auth.PeerIdentity(accept(t, listener)) // who is gone by now is still known
	requireCode(t, novacron.Forbidden, err)
	require.ErrorContains(t, err, "uid 65533")
}

func TestAccountIdentity(t *testing.T) {
	for _, test := range []struct {
		uid     uint32
		own     int
		allowed bool
	}{
		{0, 0, true},
		{0, 990, true},
		{990, 990, true},
		{1000, 990, false},
		{1000, 0, false},
		{4294967295, -1, false},
	} {
		_, err := auth.AccountIdentity(test.uid, test.own)
		require.Equal(t, test.allowed, err == nil, "%+v", test)
	}
	id, err := auth.AccountIdentity(0, 990)
	require.NoError(t, err)
	require.Equal(t, "root", id.Name)
}

func TestPeerOfAClosedConnection(t *testing.T) {
	listener := listenLocal(t, t.TempDir())
	client, err := net.Dial("unix", listener.Addr().String())
	require.NoError(t, err)
	defer client.Close()
	conn := accept(t, listener)
	require.NoError(t, conn.Close())
	_, err = auth.PeerIdentity(conn)
	requireCode(t, novacron.Unauthenticated, err)
}

func listenLocal(t *testing.T, dir string) net.Listener {
	t.Helper()
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func accept(t *testing.T, listener net.Listener) *net.UnixConn {
	t.Helper()
	conn, err := listener.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn.(*net.UnixConn)
}
