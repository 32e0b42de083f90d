package kvm

import (
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// stateOf turns libvirt's state into NovaCron's. Blocked is a running vCPU that
// waits; shutdown is a guest on its way out that still has its memory.
func stateOf(state int32) novacron.VMState {
	switch libvirt.DomainState(state) {
	case libvirt.DomainRunning, libvirt.DomainBlocked, libvirt.DomainShutdown:
		return novacron.VMRunning
	case libvirt.DomainPaused:
		return novacron.VMPaused
	case libvirt.DomainShutoff:
		return novacron.VMShutoff
	case libvirt.DomainCrashed:
		return novacron.VMCrashed
	case libvirt.DomainPmsuspended:
		return novacron.VMPMSuspended
	case libvirt.DomainNostate:
	}
	return novacron.VMUnknown
}

// reasonOf is libvirt's word for why a domain is in its state
// (virDomainRunningReason and its kin).
func reasonOf(state, reason int32) string {
	words := map[libvirt.DomainState][]string{
		libvirt.DomainRunning: {
			"", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled",
			"save canceled", "wakeup", "crashed", "postcopy", "postcopy failed",
		},
		libvirt.DomainPaused: {
			"", "user", "migration", "save", "dump", "io error", "watchdog", "from snapshot",
			"shutting down", "snapshot", "crashed", "starting up", "postcopy", "postcopy failed", "api error",
		},
		libvirt.DomainShutdown: {"shutting down", "shutting down"},
		libvirt.DomainShutoff: {
			"", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot",
			"daemon",
		},
		libvirt.DomainCrashed: {"", "panicked"},
	}[libvirt.DomainState(state)]
	if reason < 0 || int(reason) >= len(words) {
		return ""
	}
	return words[reason]
}
