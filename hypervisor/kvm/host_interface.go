package kvm

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// hostNet reads what the kernel tells of the host's network. libvirt's own
// interface driver needs udev's database and tells less.
type hostNet struct {
	class string // /sys/class/net
	proc  string // /proc/self/net
	own   bool   // they are this process's own
}

// hostNet is that of the host that libvirt runs on.
func (p *Provider) hostNet() hostNet {
	if p.opts.HostRoot == "" {
		return hostNet{class: "/sys/class/net", proc: "/proc/self/net", own: true}
	}
	return hostNet{class: filepath.Join(p.opts.HostRoot, "sys/class/net"), proc: filepath.Join(p.opts.HostRoot, "proc/1/net")}
}

// HostInterfaces returns the host's bridges and network cards: not the devices
// of VMs, nor the loopback.
func (p *Provider) HostInterfaces(ctx context.Context) ([]novacron.HostInterface, error) {
	all, err := p.Networks(ctx)
	if err != nil {
		return nil, err
	}
	owners := map[string]string{}
	for _, n := range all {
		if n.Mode.OwnBridge() && n.Bridge != "" {
			owners[n.Bridge] = n.Name
		}
	}
	h := p.hostNet()
	found := []novacron.HostInterface{}
	for _, name := range h.names() {
		if i := h.read(name); i.Kind != "other" {
			i.Network = owners[name]
			found = append(found, i)
		}
	}
	return found, nil
}

func (h hostNet) names() []string {
	entries, _ := os.ReadDir(h.class)
	var names []string
	for _, e := range entries {
		if e.Name() != "lo" && e.Name() != "bonding_masters" {
			names = append(names, e.Name())
		}
	}
	return names
}

func (h hostNet) exists(name string) bool {
	_, err := os.Stat(filepath.Join(h.class, filepath.Base(name)))
	return err == nil
}

// text is one file about an interface; empty where there is none.
func (h hostNet) text(name string, file ...string) string {
	b, _ := os.ReadFile(filepath.Join(append([]string{h.class, name}, file...)...))
	return strings.TrimSpace(string(b))
}

func (h hostNet) number(name, file string) int {
	n, _ := strconv.Atoi(h.text(name, file))
	return max(n, 0)
}

func (h hostNet) read(name string) novacron.HostInterface {
	i := novacron.HostInterface{
		Name: name, Kind: h.kind(name), MAC: h.text(name, "address"), MTU: h.number(name, "mtu"),
		Carrier: h.text(name, "carrier") == "1", SpeedMbps: h.number(name, "speed"),
		VLANFiltering: h.text(name, "bridge", "vlan_filtering") == "1",
	}
	const up = 1 // IFF_UP
	flags, _ := strconv.ParseUint(h.text(name, "flags"), 0, 32)
	i.Up = flags&up != 0
	if master, err := os.Readlink(filepath.Join(h.class, name, "master")); err == nil {
		i.Master = filepath.Base(master)
	}
	ports, _ := os.ReadDir(filepath.Join(h.class, name, "brif"))
	for _, port := range ports {
		i.Ports = append(i.Ports, port.Name())
	}
	if h.own {
		i.Addresses = addressesOf(name)
	}
	return i
}

// kind tells what an interface is by what the kernel shows of it.
func (h hostNet) kind(name string) string {
	uevent := h.text(name, "uevent")
	has := func(file string) bool {
		_, err := os.Stat(filepath.Join(h.class, name, file))
		return err == nil
	}
	switch {
	case has("bridge"):
		return "bridge"
	case has("bonding"):
		return "bond"
	case strings.Contains(uevent, "DEVTYPE=vlan"):
		return "vlan"
	case name == "ovs-system" || has("tun_flags") || has("macvtap"):
		return "other"
	case has("device"):
		return "card"
	case has("upper_ovs-system"):
		return "ovs"
	case strings.HasPrefix(name, "dummy") || strings.HasPrefix(name, "eth") || strings.HasPrefix(name, "en"):
		return "card" // a dummy, or one end of a pair of a container
	}
	return "other"
}

func addressesOf(name string) []string {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil
	}
	addrs, _ := i.Addrs()
	var texts []string
	for _, a := range addrs {
		texts = append(texts, a.String())
	}
	slices.Sort(texts)
	return texts
}

// hostRoute is where the host sends a range of addresses.
type hostRoute struct {
	prefix netip.Prefix
	device string
}

// routes are the host's, but for the default ones and those within a link.
func (h hostNet) routes() []hostRoute {
	return append(h.routes4(), h.routes6()...)
}

// lines calls fn with the fields of each line of a file of proc.
func (h hostNet) lines(file string, fn func([]string)) {
	f, err := os.Open(filepath.Join(h.proc, file))
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		fn(strings.Fields(s.Text()))
	}
}

// routes4 reads /proc/net/route: numbers in hex, as the processor has them.
func (h hostNet) routes4() []hostRoute {
	var found []hostRoute
	h.lines("route", func(f []string) {
		if len(f) < 8 {
			return
		}
		to, errTo := strconv.ParseUint(f[1], 16, 32)
		mask, errMask := strconv.ParseUint(f[7], 16, 32)
		if errTo != nil || errMask != nil || mask == 0 {
			return
		}
		addr := netip.AddrFrom4([4]byte(binary.NativeEndian.AppendUint32(nil, uint32(to))))
		bits := maskBits(netip.AddrFrom4([4]byte(binary.NativeEndian.AppendUint32(nil, uint32(mask)))))
		found = append(found, hostRoute{netip.PrefixFrom(addr, bits), f[0]})
	})
	return found
}

// routes6 reads /proc/net/ipv6_route.
func (h hostNet) routes6() []hostRoute {
	var found []hostRoute
	h.lines("ipv6_route", func(f []string) {
		if len(f) < 10 || f[9] == "lo" {
			return
		}
		raw, err := hex.DecodeString(f[0])
		bits, errBits := strconv.ParseUint(f[1], 16, 8)
		if err != nil || errBits != nil || len(raw) != 16 || bits == 0 {
			return
		}
		addr := netip.AddrFrom16([16]byte(raw))
		if addr.IsLinkLocalUnicast() || addr.IsMulticast() {
			return
		}
		found = append(found, hostRoute{netip.PrefixFrom(addr, int(bits)), f[9]})
	})
	return found
}
