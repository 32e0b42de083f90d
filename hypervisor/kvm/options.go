package kvm

import (
	"time"

	"github.com/rs/zerolog"
)

// What VMs run with.
const (
	AccelAuto = "auto" // KVM when the probe ran through it, otherwise TCG
	AccelKVM  = "kvm"  // KVM, whatever the probe would say
	AccelTCG  = "tcg"  // QEMU's emulation
	accelNone = "none" // libvirt's test driver runs nothing
)

// Options says how to reach libvirt and what VMs run with.
type Options struct {
	// URI of the driver: qemu:///system (when empty), qemu:///session, or for
	// tests test:///default and test:///path/world.xml through a libvirtd.
	// ?socket=PATH names the daemon's socket; it is looked for otherwise.
	URI string
	// Accel is AccelAuto (when empty), AccelKVM or AccelTCG.
	Accel string
	// Emulator is the path of QEMU's program; libvirt's default when empty.
	Emulator string
	// HostRoot is where the root of the file system that libvirt lives in is seen,
	// with its sys and proc; this process's own when empty. For tests.
	HostRoot string
	// Logger gets what a person should know. The zero value says nothing.
	Logger zerolog.Logger

	// CallTimeout bounds a call whose context has no deadline. 30 s when zero:
	// longer than libvirt takes for anything that is not a job, short enough
	// for a person who waits.
	CallTimeout time.Duration
	// Keepalive is how often a daemon is asked whether it is still there, and
	// half of what it gets to answer. 5 s when zero.
	Keepalive time.Duration
	// Resync is how often, at the most, changes are looked for that libvirt has
	// no event for. 5 s when zero; it grows with the number of VMs.
	Resync time.Duration
}

func (o Options) withDefaults() Options {
	if o.URI == "" {
		o.URI = "qemu:///system"
	}
	if o.Accel == "" {
		o.Accel = AccelAuto
	}
	if o.CallTimeout == 0 {
		o.CallTimeout = 30 * time.Second
	}
	if o.Keepalive == 0 {
		o.Keepalive = 5 * time.Second
	}
	if o.Resync == 0 {
		o.Resync = 5 * time.Second
	}
	return o
}
