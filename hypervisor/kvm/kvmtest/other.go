package kvmtest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/require"
)

// Which libvirt the tests run against, when it is not the machine's own.
const (
	// RootEnv is the root of another system, as packaging/scripts/modular.sh
	// makes one: its libvirt and QEMU are used.
	RootEnv = "NOVACRON_LIBVIRT_ROOT"
	// ShapeEnv is monolithic for that system's libvirtd; without it its modular
	// daemons are used.
	ShapeEnv = "NOVACRON_LIBVIRT_SHAPE"
)

// otherLibvirt is a libvirt that is not the machine's own. Its zero value is
// the machine's own.
type otherLibvirt struct {
	root    string
	modular bool
}

func otherFromEnv() otherLibvirt {
	root := os.Getenv(RootEnv)
	return otherLibvirt{root: root, modular: root != "" && os.Getenv(ShapeEnv) != "monolithic"}
}

// suffix tells the caches of systems apart.
func (o otherLibvirt) suffix() string { return strings.ReplaceAll(o.root, "/", "-") }

// mounts are the commands that show the other system what it needs of this one,
// at the same paths: devices, the daemon's folder, and the images of guests.
func (o otherLibvirt) mounts(dir string) []string {
	if o.root == "" {
		return nil
	}
	commands := []string{"mount --rbind /dev " + o.root + "/dev"}
	shown := []string{os.TempDir()}
	if cache, err := os.UserCacheDir(); err == nil {
		shown = append(shown, filepath.Join(cache, "novacron-guestimage"))
	}
	if !strings.HasPrefix(dir, os.TempDir()+"/") {
		shown = append(shown, dir)
	}
	for _, path := range shown {
		commands = append(commands, "mkdir -p "+path+" "+o.root+path, "mount --rbind "+path+" "+o.root+path)
	}
	return commands
}

// Modular says whether the daemon is a set of modular ones.
func (d *Daemon) Modular() bool { return d.other.modular }

// path is where a daemon's program is. The other system has the modular ones
// beside its own, which come from its packages.
func (d *Daemon) path(program string) string {
	switch {
	case d.other.modular:
		return "/usr/local/sbin/" + program
	case d.other.root != "":
		return "/usr/sbin/" + program
	}
	path, err := lookPath(program)
	require.NoError(d.tb, err)
	return path
}

// programs are the daemons of a world; the first is the one that runs VMs.
func (d *Daemon) programs() []string {
	if d.other.modular {
		return []string{"virtqemud", "virtnetworkd", "virtnwfilterd", "virtstoraged"}
	}
	return []string{"libvirtd"}
}

// socketOf is the path of a daemon's socket. Modular daemons look for each other
// where they are by default.
func (d *Daemon) socketOf(program string) string {
	if d.other.modular {
		return filepath.Join(d.dir, "run", "libvirt", program+"-sock")
	}
	return filepath.Join(d.dir, "sock", "libvirt-sock")
}
