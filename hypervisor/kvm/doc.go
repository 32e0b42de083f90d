// Package kvm is the hypervisor.Provider over libvirt: QEMU with KVM, or with
// emulation (TCG) where KVM cannot be believed.
//
// It owns everything that is libvirt's: connections to the monolithic or the
// modular daemons, deadlines on calls, domain XML, events, pools and volumes,
// consoles, the probe of KVM and the host's part of doctor. It is the only
// importer of github.com/digitalocean/go-libvirt, whose types do not leave it.
//
// Promises: a VM that it defines is a plain libvirt domain that virsh and
// virt-manager can show and edit; what they change is seen, and what NovaCron
// does not know in a definition is kept. Closing it, or losing libvirt, touches
// no VM. /dev/kvm is believed only after something ran through it.
//
// It refuses to decide: which operations may run together, how long to wait
// for a guest and what to do then are fleet's. It keeps no records; labels,
// creation time and the managed mark are in the domain's own metadata.
//
// How it holds together: provider.go keeps one session (session.go) with the
// daemon; calls (call.go) go through lanes (lane.go), connections that are
// thrown away when a call misses its deadline, because libvirt's RPC knows no
// cancellation; the session's own connection carries events and the keepalive.
package kvm
