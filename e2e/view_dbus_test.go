package e2e_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// libvirtDBus is libvirt-dbus on a bus of its own: what cockpit-machines shows
// comes from there and from nowhere else.
type libvirtDBus struct {
	testing.TB

	address string
}

// busConfig lets everybody who may open the bus's socket do everything.
const busConfig = `<busconfig><type>session</type><listen>unix:path=SOCKET</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// startDBus starts both in the daemon's world. libvirt-dbus looks for libvirt
// where it is by default.
func startDBus(t testing.TB, d *kvmtest.Daemon) *libvirtDBus {
	t.Helper()
	kvmtest.Require(t, "dbus-daemon", "libvirt-dbus", "busctl")
	socket := filepath.Join(d.Dir(), "bus")
	config := filepath.Join(d.Dir(), "bus.conf")
	require.NoError(t, os.WriteFile(config, []byte(strings.ReplaceAll(busConfig, "SOCKET", socket)), 0o600))
	require.NoError(t, os.MkdirAll(d.Outside("/run/libvirt"), 0o755))
	for _, name := range []string{"libvirt-sock", "libvirt-sock-ro"} {
		require.NoError(t, os.Symlink(filepath.Join(filepath.Dir(d.Socket()), name), d.Outside("/run/libvirt/"+name)))
	}
	b := &libvirtDBus{TB: t, address: "unix:path=" + socket}
	background(t, d.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog"))
	require.Eventually(t, func() bool { _, err := os.Stat(socket); return err == nil }, time.Minute, 5*time.Millisecond)
	background(t, d.Command("env", "DBUS_SYSTEM_BUS_ADDRESS="+b.address, "libvirt-dbus", "--system"))
	require.Eventually(t, func() bool {
		return exec.CommandContext(t.Context(), "busctl", "--address="+b.address, "status", "org.libvirt").Run() == nil
	}, time.Minute, 20*time.Millisecond, "libvirt-dbus is on the bus")
	return b
}

// background runs a command until the test ends.
func background(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
}

// busctl runs busctl and decodes the value that it prints.
func (b *libvirtDBus) busctl(out any, args ...string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	text, err := exec.CommandContext(ctx, "busctl", append([]string{"--address=" + b.address, "--json=short"}, args...)...).CombinedOutput()
	require.NoError(b, err, "busctl %v: %s", args, text)
	var value struct{ Data json.RawMessage }
	require.NoError(b, json.Unmarshal(text, &value), "%s", text)
	require.NoError(b, json.Unmarshal(value.Data, out), "%s", text)
}

// call calls a method, whose one result is decoded.
func call[T any](b *libvirtDBus, path, noun, method string, args ...string) T {
	b.Helper()
	var out []T
	b.busctl(&out, append([]string{"call", "org.libvirt", path, "org.libvirt." + noun, method}, args...)...)
	require.Len(b, out, 1)
	return out[0]
}

func property[T any](b *libvirtDBus, path, noun, name string) T {
	b.Helper()
	var out T
	b.busctl(&out, "get-property", "org.libvirt", path, "org.libvirt."+noun, name)
	return out
}

// qemu is the connection that cockpit-machines uses.
const qemu = "/org/libvirt/QEMU"

// domainStates are libvirt's numbers (virDomainState).
func domainStates() map[int]novacron.VMState {
	return map[int]novacron.VMState{
		1: novacron.VMRunning, 3: novacron.VMPaused, 5: novacron.VMShutoff, 6: novacron.VMCrashed, 7: novacron.VMPMSuspended,
	}
}

// view is what cockpit-machines is told.
func (b *libvirtDBus) view() view {
	b.Helper()
	var v view
	for _, path := range call[[]string](b, qemu, "Connect", "ListDomains", "u", "0") {
		v.add(b.vm(path))
	}
	for _, path := range call[[]string](b, qemu, "Connect", "ListStoragePools", "u", "0") {
		active, lines := property[bool](b, path, "StoragePool", "Active"), []string{}
		if active {
			for _, one := range call[[]string](b, path, "StoragePool", "ListStorageVolumes", "u", "0") {
				lines = append(lines, volumeOf(b, call[string](b, one, "StorageVol", "GetXMLDesc", "u", "0")))
			}
		}
		v.addPool(property[string](b, path, "StoragePool", "Name"), active, property[bool](b, path, "StoragePool", "Autostart"), lines)
	}
	for _, path := range call[[]string](b, qemu, "Connect", "ListNetworks", "u", "0") {
		var doc struct {
			Bridge struct {
				Name string `xml:"name,attr"`
			} `xml:"bridge"`
		}
		require.NoError(b, xml.Unmarshal([]byte(call[string](b, path, "Network", "GetXMLDesc", "u", "0")), &doc))
		v.addNetwork(property[string](b, path, "Network", "Name"), property[bool](b, path, "Network", "Active"),
			property[bool](b, path, "Network", "Autostart"), doc.Bridge.Name)
	}
	return v.sorted()
}

// dbusValue is a variant in a variant, as libvirt-dbus has them.
type dbusValue struct{ Data struct{ Data any } }

func (b *libvirtDBus) vm(path string) seenVM {
	b.Helper()
	state := call[[]int](b, path, "Domain", "GetState", "u", "0") // and why
	s := seenVM{
		State: string(domainStates()[state[0]]), Persistent: property[bool](b, path, "Domain", "Persistent"),
		Autostart: property[bool](b, path, "Domain", "Autostart"),
	}
	s.fill(b, call[string](b, path, "Domain", "GetXMLDesc", "u", "0"))
	stats := call[map[string]dbusValue](b, path, "Domain", "GetStats", "uu", "0", "0")
	require.EqualValues(b, state[0], stats["state.state"].Data.Data)
	if s.State != string(novacron.VMShutoff) {
		require.EqualValues(b, s.VCPUs, stats["vcpu.current"].Data.Data, "%v", stats)
		require.EqualValues(b, len(s.NICs), stats["net.count"].Data.Data, "%v", stats)
	}
	for _, one := range call[[]string](b, path, "Domain", "ListDomainSnapshots", "u", "0") {
		var doc struct {
			Name   string `xml:"name"`
			Parent string `xml:"parent>name"`
		}
		text := call[string](b, one, "DomainSnapshot", "GetXMLDesc", "u", "0")
		require.NoError(b, xml.Unmarshal([]byte(text), &doc))
		s.Snapshots = append(s.Snapshots, snapshotLine(doc.Name, doc.Parent, call[bool](b, one, "DomainSnapshot", "IsCurrent", "u", "0")))
	}
	return s
}
