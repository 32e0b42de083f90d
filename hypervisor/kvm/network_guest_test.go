package kvm_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// shell types into a guest's console and reads what it answers.
type shell struct {
	t       *testing.T
	console io.ReadWriteCloser
	mu      sync.Mutex
	text    bytes.Buffer
	n       int
}

func openShell(t *testing.T, p *kvm.Provider, id novacron.VMID) *shell {
	t.Helper()
	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	s := &shell{t: t, console: console}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := console.Read(buf)
			if err != nil {
				return
			}
			s.mu.Lock()
			s.text.Write(buf[:n])
			s.mu.Unlock()
		}
	}()
	t.Cleanup(func() { _ = console.Close() })
	s.until(guestimage.Heartbeat)
	return s
}

func (s *shell) until(text string) string {
	s.t.Helper()
	var all string
	require.Eventually(s.t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		all = s.text.String()
		if !strings.Contains(all, text) {
			return false
		}
		s.text.Reset()
		return true
	}, time.Minute, tick, "until the console says %q: %q", text, all)
	return all
}

// ok says whether a command ends with status 0.
func (s *shell) ok(command string) bool {
	s.t.Helper()
	s.n++
	yes, no := fmt.Sprintf("yes%d!", s.n), fmt.Sprintf("no%d!", s.n)
	_, err := fmt.Fprintf(s.console, "if %s; then echo y\"\"es%d!; else echo n\"\"o%d!; fi\n", command, s.n, s.n)
	require.NoError(s.t, err)
	var found bool
	require.Eventually(s.t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		text := s.text.String()
		if found = strings.Contains(text, yes); !found && !strings.Contains(text, no) {
			return false
		}
		if testing.Verbose() {
			s.t.Logf("%s: %v\n%s", command, found, text)
		}
		s.text.Reset()
		return true
	}, time.Minute, tick, command)
	return found
}

// dhcp gets the guest an address, as its distribution's client would.
func (s *shell) dhcp() {
	s.t.Helper()
	require.True(s.t, s.ok(`printf '#!/bin/sh\n[ -n "$ip" ] && ifconfig $interface $ip netmask $subnet\nexit 0\n' >/tmp/u && chmod +x /tmp/u && ifconfig eth0 up`))
	require.True(s.t, s.ok("udhcpc -i eth0 -s /tmp/u -n -q -t 10 -T 1"), "a lease")
}

func natNetwork(t *testing.T, p *kvm.Provider, name string) novacron.Network {
	t.Helper()
	n, err := p.CheckNetwork(t.Context(), novacron.Network{
		ID: novacron.NetworkID(newID()), Name: name, Mode: novacron.NetworkNAT, Autostart: true, Domain: "lab.internal",
	})
	require.NoError(t, err)
	require.NoError(t, p.DefineNetwork(t.Context(), n))
	require.NoError(t, p.StartNetwork(t.Context(), name))
	n, err = p.Network(t.Context(), name)
	require.NoError(t, err)
	return n
}

// TestGuestOnANetwork: a guest gets an address from a network's DHCP server,
// which is found; and its firewall holds on the host's side.
func TestGuestOnANetwork(t *testing.T) {
	long(t)
	t.Parallel()
	kvmtest.Require(t, "dnsmasq", "ebtables", "iptables")
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG, HostRoot: d.Root()})
	n := natNetwork(t, p, "lab")
	const mac = "52:54:00:00:00:77"
	id := create(t, p, "networked", func(req *novacron.CreateVM) {
		req.NICs = []novacron.CreateNIC{{Network: "lab", MAC: mac}}
	})
	require.NoError(t, p.SetFirewall(t.Context(), id, mac, novacron.Firewall{}))
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	guest := openShell(t, p, id)
	guest.dhcp()

	leases, err := p.Leases(t.Context(), "lab")
	require.NoError(t, err)
	require.Len(t, leases, 1)
	require.Equal(t, mac, leases[0].MAC)
	require.Contains(t, d.Virsh("net-dhcp-leases", "lab"), leases[0].Address, "virsh tells the same")
	host, _, _ := strings.Cut(n.IPv4.Address, "/")
	require.True(t, guest.ok("ping -c 5 -W 1 "+host))
	nics, err := p.Addresses(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []novacron.NICAddress{{Address: leases[0].Address, Prefix: 24, Source: "lease"}}, nics[0].Addresses)
	require.Contains(t, d.Virsh("domifaddr", "networked"), leases[0].Address)

	other := strings.TrimSuffix(host, ".1") + ".251"
	spoof := fmt.Sprintf("ip addr add %s/24 dev eth0 && ping -c 2 -W 1 -I %s %s", other, other, host)
	require.False(t, guest.ok(spoof), "an address that is not its own")
	off := false
	require.NoError(t, p.SetFirewall(t.Context(), id, mac, novacron.Firewall{AntiSpoofing: &off}), "changed while it runs")
	require.True(t, guest.ok("ping -c 3 -W 1 -I "+other+" "+host), "without anti-spoofing it passes")
	require.NoError(t, p.SetFirewall(t.Context(), id, mac, novacron.Firewall{Addresses: []string{leases[0].Address}}))
	require.False(t, guest.ok("ping -c 2 -W 1 -I "+other+" "+host), "with its address fixed")
	require.True(t, guest.ok("ping -c 3 -W 1 -I "+leases[0].Address+" "+host))

	checkRules(t, d, p, id, mac, guest, leases[0].Address, host)

	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, p.Undefine(t.Context(), id))
	require.NotContains(t, d.Virsh("nwfilter-list"), "novacron-", "its filter goes with it")
}

// checkRules tries rules with a neighbor on the same bridge.
func checkRules(t *testing.T, d *kvmtest.Daemon, p *kvm.Provider, id novacron.VMID, mac string, guest *shell, address, host string) {
	t.Helper()
	n, err := p.Network(t.Context(), "lab")
	require.NoError(t, err)
	peer := strings.TrimSuffix(host, ".1") + ".252"
	out, err := d.Command("sh", "-ec", fmt.Sprintf(`ip netns add peer
		ip link add ve0 type veth peer name ve1
		ip link set ve0 master %s up
		ip link set ve1 netns peer
		ip -n peer addr add %s/24 dev ve1
		ip -n peer link set ve1 up`, n.Bridge, peer)).CombinedOutput()
	require.NoError(t, err, "%s", out)
	reaches := func(port int) bool {
		err := d.Command("ip", "netns", "exec", "peer", "timeout", "3", "bash", "-c", fmt.Sprintf("exec 3<>/dev/tcp/%s/%d", address, port)).Run()
		return err == nil
	}
	require.True(t, guest.ok("{ nc -ll -p 80 -e true & } && { nc -ll -p 81 -e true & } && ping -c 5 -W 1 "+peer))
	require.True(t, reaches(80))
	require.True(t, reaches(81))

	fw := novacron.Firewall{
		Addresses: []string{address}, Inbound: novacron.FirewallDrop,
		Rules: []novacron.Rule{
			{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "80,8000-8100", CIDR: peer + "/32", Comment: "web"},
			{Action: "drop", Direction: "out", Protocol: "icmp", CIDR: host},
		},
	}
	require.NoError(t, p.SetFirewall(t.Context(), id, mac, fw))
	rules, err := d.Command("ip6tables", "-S").CombinedOutput()
	require.NoError(t, err, "%s", rules)
	require.Contains(t, string(rules), "-A FO-vnet0 -m conntrack --ctstate INVALID,NEW -j DROP", "the same for IPv6")
	require.True(t, reaches(80), "what a rule accepts")
	require.False(t, reaches(81), "what no rule fits")
	require.True(t, guest.ok("ping -c 3 -W 1 "+peer), "the answer to what it asked")
	require.False(t, guest.ok("ping -c 2 -W 1 "+host), "what a rule drops")

	got, err := p.Firewall(t.Context(), id, mac)
	require.NoError(t, err)
	on := true
	fw.AntiSpoofing, fw.Outbound = &on, novacron.FirewallAccept
	fw.Rules[1].CIDR += "/32"
	require.Equal(t, &fw, got.Firewall, "it is read back from libvirt")
	require.NotEmpty(t, got.Warnings)

	require.NoError(t, p.DeleteFirewall(t.Context(), id, mac))
	require.True(t, reaches(81))
	require.True(t, guest.ok("ping -c 5 -W 1 "+host))
	require.NoError(t, p.SetFirewall(t.Context(), id, mac, fw))
}
