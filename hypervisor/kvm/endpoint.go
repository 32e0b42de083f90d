package kvm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// room is a part of libvirt that modular hosts give a daemon of its own.
type room int

const (
	domains room = iota
	storage
	networks
	filters
)

// target is a parsed URI: where the daemons of a driver may be.
type target struct {
	uri     string // what the user wrote
	driver  string // qemu, test
	connect string // what the daemon is asked to open
	scope   string // /system or /session
	socket  string // given by the user; empty to look for one
}

// parseURI takes a libvirt URI apart. Invalid for one that this room does not
// speak.
func parseURI(uri string) (target, error) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return target{}, novacron.InvalidField("libvirtURI", "%q is not a libvirt URI such as qemu:///system", uri)
	}
	if u.Host != "" || strings.Contains(u.Scheme, "+") {
		return target{}, novacron.InvalidField("libvirtURI", "only the libvirt of this host can be used, as qemu:///system")
	}
	t := target{uri: uri, driver: u.Scheme, connect: u.Scheme + "://" + u.Path, scope: u.Path, socket: u.Query().Get("socket")}
	switch {
	case u.Scheme == "qemu" && (u.Path == "/system" || u.Path == "/session"):
	case u.Scheme == "test" && len(u.Path) > 1:
	default:
		return target{}, novacron.InvalidField("libvirtURI", "must be qemu:///system, qemu:///session or test:///default")
	}
	if t.socket != "" && !filepath.IsAbs(t.socket) {
		return target{}, novacron.InvalidField("libvirtURI", "socket must be an absolute path")
	}
	return t, nil
}

// folder is where the daemons of this scope have their sockets
// (https://libvirt.org/daemons.html).
func (t target) folder() string {
	if t.scope != "/session" {
		return "/run/libvirt"
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "libvirt")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "/run/libvirt"
	}
	return filepath.Join(cache, "libvirt")
}

// endpoint is a socket, and what to ask the daemon behind it to open.
type endpoint struct {
	socket string
	uri    string
}

// endpoints returns where a room's daemon may be, best first. A modular daemon
// comes before the monolithic socket, which on a modular host is a mere proxy.
func (t target) endpoints(r room) []endpoint {
	dir, modular, uri := t.folder(), "", t.connect
	if t.socket != "" {
		if r == domains {
			return []endpoint{{t.socket, t.connect}}
		}
		dir = filepath.Dir(t.socket)
		if filepath.Base(t.socket) != "virtqemud-sock" {
			return nil
		}
	}
	switch {
	case t.driver != "qemu":
	case r == domains:
		modular = "virtqemud-sock"
	case r == storage:
		modular, uri = "virtstoraged-sock", "storage://"+t.scope
	case r == networks:
		modular, uri = "virtnetworkd-sock", "network://"+t.scope
	case r == filters:
		modular, uri = "virtnwfilterd-sock", "nwfilter://"+t.scope
	}
	var found []endpoint
	if modular != "" {
		found = append(found, endpoint{filepath.Join(dir, modular), uri})
	}
	if r == domains {
		found = append(found, endpoint{filepath.Join(dir, "libvirt-sock"), t.connect})
	}
	return found
}

// dialFirst connects to the first endpoint that answers. The error is that of
// the most promising one: a refusal tells more than an absence.
func dialFirst(ctx context.Context, endpoints []endpoint) (*link, error) {
	var worst error
	for _, e := range endpoints {
		l, err := e.dial(ctx)
		if err == nil {
			return l, nil
		}
		if worst == nil || errors.Is(worst, fs.ErrNotExist) {
			worst = err
		}
	}
	if worst == nil {
		worst = fs.ErrNotExist
	}
	return nil, worst
}

// dial connects to the daemon and opens the driver.
func (e endpoint) dial(ctx context.Context) (*link, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", e.socket)
	if err != nil && ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	if err != nil {
		return nil, reachError(e.socket, err)
	}
	l := newLink(e, conn)
	_, err = call(ctx, l, func(lv *libvirt.Libvirt) (uint64, error) {
		if err := lv.ConnectToURI(libvirt.ConnectURI(e.uri)); err != nil {
			return 0, err
		}
		return lv.ConnectGetLibVersion()
	})
	if err != nil {
		l.close()
		return nil, fmt.Errorf("open %s at %s: %w", e.uri, e.socket, err)
	}
	return l, nil
}

// reachError says in a person's words why a socket cannot be reached.
func reachError(socket string, err error) error {
	e := novacron.Errorf(novacron.Unavailable, "libvirt does not answer at %s: %w", socket, err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return e.WithMend("install libvirt (Debian: apt install libvirt-daemon-system) or start it: systemctl start libvirtd, or virtqemud.socket on a modular host")
	case errors.Is(err, fs.ErrPermission):
		return e.WithMend("let this account use libvirt: usermod -aG libvirt ACCOUNT, then log in again")
	}
	return e.WithMend("start libvirt: systemctl start libvirtd, or virtqemud.socket on a modular host")
}
