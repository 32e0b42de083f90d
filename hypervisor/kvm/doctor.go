package kvm

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// What a check found.
const (
	ok      = "ok"
	warning = "warning"
	failed  = "failed"
	skipped = "skipped"
)

// mendLibvirt starts or installs libvirt.
const mendLibvirt = "apt install libvirt-daemon-system qemu-system-x86, then systemctl start libvirtd (modular hosts: virtqemud.socket)"

// Doctor looks at everything that VMs of this host need from libvirt, QEMU and
// the kernel. It changes nothing but for booting a few bytes through KVM.
func Doctor(ctx context.Context, opts Options) []novacron.Check {
	opts = opts.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, opts.CallTimeout)
	defer cancel()
	t, err := parseURI(opts.URI)
	if err != nil {
		return []novacron.Check{{Name: "libvirt URI", Status: failed, Detail: err.Error(), Mend: "correct libvirtURI in the configuration"}}
	}
	checks := checkSockets(ctx, t)
	checks = append(checks, checkPermission(t), checkProbe(ctx, opts))
	checks = append(checks, checkModules("/sys/module", "/dev")...)
	return append(checks, checkWorld(ctx, opts, t)...)
}

// checkSockets looks for the daemons of each part of libvirt.
func checkSockets(ctx context.Context, t target) []novacron.Check {
	checks := []novacron.Check{}
	var found []string
	for _, e := range t.endpoints(domains) {
		if !socketExists(e.socket) {
			continue
		}
		l, err := e.dial(ctx)
		if err != nil {
			found = append(found, fmt.Sprintf("%s does not answer (%v)", e.socket, err))
			continue
		}
		l.close()
		checks = append(checks, novacron.Check{Name: "libvirt socket", Status: ok, Detail: e.socket + " answers (" + daemonOf(e) + ")"})
		break
	}
	if len(checks) == 0 {
		detail := "there is no socket in " + t.folder()
		if len(found) > 0 {
			detail = strings.Join(found, "; ")
		}
		checks = append(checks, novacron.Check{Name: "libvirt socket", Status: failed, Detail: detail, Mend: mendLibvirt})
	}
	for r, name := range []string{storage: "virtstoraged", networks: "virtnetworkd"} {
		for _, e := range t.endpoints(room(r)) {
			if name == "" || !socketExists(e.socket) {
				continue
			}
			c := novacron.Check{Name: name + " socket", Status: ok, Detail: e.socket + " answers"}
			if l, err := e.dial(ctx); err != nil {
				c.Status, c.Detail, c.Mend = failed, err.Error(), "systemctl start "+name+".socket"
			} else {
				l.close()
			}
			checks = append(checks, c)
		}
	}
	return checks
}

func daemonOf(e endpoint) string {
	if strings.HasSuffix(e.socket, "/virtqemud-sock") {
		return "virtqemud, modular daemons"
	}
	return "libvirtd, or virtproxyd on a modular host"
}

// checkPermission says whether this account can use the system's libvirt.
func checkPermission(t target) novacron.Check {
	c := novacron.Check{Name: "permission", Status: ok, Detail: "root"}
	if os.Geteuid() == 0 || t.scope != "/system" {
		return c
	}
	me, err := user.Current()
	if err != nil {
		return novacron.Check{Name: c.Name, Status: warning, Detail: err.Error()}
	}
	c.Detail = "account " + me.Username + " is in the group libvirt"
	if group, err := user.LookupGroup("libvirt"); err == nil {
		ids, _ := me.GroupIds()
		for _, id := range ids {
			if id == group.Gid {
				return c
			}
		}
	}
	return novacron.Check{
		Name: c.Name, Status: warning, Detail: "account " + me.Username + " is not in the group libvirt; polkit decides what it may do",
		Mend: "usermod -aG libvirt,kvm " + me.Username + ", then log in again or restart novacron",
	}
}

// checkProbe boots the probe through KVM.
func checkProbe(ctx context.Context, opts Options) novacron.Check {
	c := novacron.Check{Name: "KVM", Status: ok, Detail: "/dev/kvm runs guests (a probe booted through it)"}
	if opts.Accel == AccelTCG {
		return novacron.Check{Name: c.Name, Status: skipped, Detail: "the configuration says accel: tcg: VMs are emulated"}
	}
	if err := (prober{emulator: opts.Emulator, limit: probeLimit}).run(ctx); err != nil {
		c.Status, c.Detail, c.Mend = warning, fmt.Sprintf("KVM cannot be used (%v): VMs are emulated and slow", err), mendKVM
		if opts.Accel == AccelKVM {
			c.Status, c.Detail = failed, fmt.Sprintf("the configuration says accel: kvm, but KVM cannot be used (%v)", err)
		}
	}
	return c
}

// checkModules looks for kernel modules, loaded or built in; sys is /sys/module
// and dev is /dev. A module that was built in may show in its device alone, and
// opening a device loads its module.
func checkModules(sys, dev string) []novacron.Check {
	devices := map[string]string{"tun": "/net/tun", "vhost_net": "/vhost-net"}
	loaded := func(name string) bool {
		if device, ok := devices[name]; ok {
			if _, err := os.Stat(dev + device); err == nil {
				return true
			}
		}
		_, err := os.Stat(sys + "/" + name)
		return err == nil
	}
	check := func(name, detail, mend string, modules ...string) novacron.Check {
		for _, m := range modules {
			if loaded(m) {
				return novacron.Check{Name: name, Status: ok, Detail: m + " is there"}
			}
		}
		return novacron.Check{Name: name, Status: warning, Detail: detail, Mend: mend}
	}
	return []novacron.Check{
		check("kernel module kvm", "neither kvm_intel nor kvm_amd is loaded: VMs are emulated",
			"modprobe kvm_intel or kvm_amd; enable virtualization in the firmware", "kvm_intel", "kvm_amd"),
		check("kernel module vhost_net", "vhost_net is not loaded: the network of VMs is slower",
			"modprobe vhost_net; echo vhost_net > /etc/modules-load.d/vhost_net.conf", "vhost_net"),
		check("kernel module tun", "tun is not loaded: VMs cannot be attached to bridges",
			"modprobe tun; echo tun > /etc/modules-load.d/tun.conf", "tun"),
	}
}

// space is how much room a pool has.
type space struct{ available, capacity uint64 }

// checkWorld asks libvirt for versions, the default pool and network.
func checkWorld(ctx context.Context, opts Options, t target) []novacron.Check {
	p := New(opts)
	p.probe = func(context.Context) probeResult { return probeResult{} } // has its own check
	defer p.Close()                                                      //nolint:errcheck // it has no error
	s, err := p.openSession(ctx, t)
	if err != nil {
		return []novacron.Check{
			{Name: "libvirt version", Status: skipped, Detail: "libvirt does not answer"},
			{Name: "default pool", Status: skipped, Detail: "libvirt does not answer"},
			{Name: "default network", Status: skipped, Detail: "libvirt does not answer"},
		}
	}
	defer s.close()
	p.mu.Lock()
	p.current = s
	p.mu.Unlock()
	return []novacron.Check{
		{Name: "libvirt version", Status: ok, Detail: s.info.Version},
		checkPool(ctx, p),
		checkNetwork(ctx, p),
	}
}

// lowSpace is below which the default pool is reported: less than a small
// image and its growth need.
const lowSpace = 5 << 30

func checkPool(ctx context.Context, p *Provider) novacron.Check {
	c := novacron.Check{Name: "default pool", Status: ok}
	w, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (space, error) {
		pool, err := lv.StoragePoolLookupByName(defaultPool)
		if err != nil {
			return space{}, err
		}
		_, capacity, _, available, err := lv.StoragePoolGetInfo(pool)
		return space{capacity: capacity, available: available}, err
	})
	switch {
	case isNumber(err, libvirt.ErrNoStoragePool):
		c.Detail = "there is none yet; NovaCron makes it in " + defaultPoolPath + " with the first volume"
	case err != nil:
		c.Status, c.Detail, c.Mend = failed, err.Error(), "virsh pool-info default; virsh pool-start default"
	case w.capacity == 0:
		c.Status, c.Detail, c.Mend = warning, "it is not active", "virsh pool-start default && virsh pool-autostart default"
	default:
		c.Detail = fmt.Sprintf("%.1f GiB of %.1f GiB are free", gib(w.available), gib(w.capacity))
		if w.available < lowSpace {
			c.Status, c.Mend = warning, "free some space, or put the pool on a larger disk (virsh pool-edit default)"
		}
	}
	return c
}

func gib(n uint64) float64 { return float64(n) / (1 << 30) }

func checkNetwork(ctx context.Context, p *Provider) novacron.Check {
	c := novacron.Check{Name: "default network", Status: ok, Detail: "it is active"}
	active, err := p.networkActive(ctx, defaultNetwork)
	switch code := novacron.CodeOf(err); {
	case code == novacron.NotFound:
		c.Status, c.Detail = warning, "there is none: VMs made without naming a network have no network"
		c.Mend = "virsh net-define /usr/share/libvirt/networks/default.xml, then " + mendNetwork
	case err != nil:
		c.Status, c.Detail, c.Mend = failed, err.Error(), "virsh net-list --all"
	case !active:
		c.Status, c.Detail, c.Mend = warning, "it is not active: VMs made without naming a network have no network", mendNetwork
	}
	return c
}
