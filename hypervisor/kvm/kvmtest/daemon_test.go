package kvmtest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
)

func TestDaemon(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	require.Empty(t, d.Virsh("list", "--all"), "its world is empty")
	require.Contains(t, d.Virsh("version"), "QEMU")

	d.Virsh("pool-define-as", "p", "dir", "--target", "/var/lib/libvirt/images")
	d.Virsh("pool-start", "p")
	d.Kill()
	d.Restart()
	require.Contains(t, d.Virsh("pool-list", "--all"), "p", "its folders outlive a crash")

	require.NoError(t, os.WriteFile(d.Outside("/var/lib/libvirt/images/x"), nil, 0o600))
	d.Virsh("pool-refresh", "p")
	require.True(t, strings.HasPrefix(d.Virsh("vol-list", "p"), "x"))
	thaw := d.Freeze()
	thaw()
	require.Contains(t, d.Virsh("uri"), "qemu")
}
