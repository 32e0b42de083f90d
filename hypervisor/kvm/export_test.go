package kvm

import (
	"context"
	"io/fs"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// What tests need of the inside.

// DecodeVM decodes domain XML as List does.
func DecodeVM(live, config string, state int32) novacron.VM {
	return decodeVM(rawDomain{id: "11111111-2222-3333-4444-555555555555", name: "raw", live: live, config: config, state: state, persistent: true})
}

// Sockets returns where the daemons of a URI are looked for: domains, storage,
// networks.
func Sockets(uri string) (sockets [3][]string, err error) {
	t, err := parseURI(uri)
	if err != nil {
		return sockets, err
	}
	for r := range sockets {
		for _, e := range t.endpoints(room(r)) {
			sockets[r] = append(sockets[r], e.socket+" "+e.uri)
		}
	}
	return sockets, nil
}

// Probe boots the probe through an accelerator.
func Probe(ctx context.Context, emulator, accel string, limit time.Duration) error {
	return prober{emulator: emulator, accel: accel, limit: limit}.run(ctx)
}

// ProbeROM is the probe's firmware.
func ProbeROM() ([]byte, error) { return probeROM() }

// MapNumber returns the code of one of libvirt's error numbers.
func MapNumber(number uint32, message string) error {
	return mapError(libvirt.Error{Code: number, Message: message})
}

// MapError gives an error of the connection its code.
func MapError(err error) error { return mapError(err) }

// CheckModules looks for kernel modules below sys and devices below dev.
func CheckModules(sys, dev string) []novacron.Check { return checkModules(sys, dev) }

// Hub returns functions that join a hub, tell it, and read what waits.
func Hub() (tell func(hypervisor.Notice), waiting func() []hypervisor.Notice) {
	h := newHub()
	w := h.join()
	return h.send, w.drain
}

// LifecycleEvent names a lifecycle event.
func LifecycleEvent(event, detail int32) (string, string) {
	return lifecycleEvent(libvirt.DomainEventType(event), detail)
}

// States returns NovaCron's state and libvirt's reason.
func States(state, reason int32) (novacron.VMState, string) {
	return stateOf(state), reasonOf(state, reason)
}

// MarshalDomain writes the document that would define a VM.
func (p *Provider) MarshalDomain(def hypervisor.Definition) (string, error) {
	s, err := p.session()
	if err != nil {
		return "", err
	}
	return s.marshalDomain(def, "sha256:test", p.opts)
}

// SetProbe replaces the probe of KVM.
func (p *Provider) SetProbe(err error) {
	p.probe = func(context.Context) probeResult { return probeResult{err} }
}

// WireError reads an error of libvirt's protocol.
func WireError(b []byte) error { return wireError(b) }

// OnceProbe returns a probe that counts how often it really ran.
func OnceProbe(emulator string, limit time.Duration) func(context.Context) error {
	probe := onceProbe(prober{emulator: emulator, accel: "kvm", limit: limit})
	return func(ctx context.Context) error { return probe(ctx).err }
}

// CanOpen says why a device cannot be used.
func CanOpen(path string) error { return canOpen(path) }

// EncodePool checks a pool and writes its document.
func EncodePool(pool novacron.Pool) (string, error) {
	if err := checkNewPool(pool); err != nil {
		return "", err
	}
	return encodePool(pool)
}

// DecodePool reads a pool's document.
func DecodePool(text string) (novacron.Pool, error) { return decodePool(text) }

// DescribeKinds says what pools a host can have.
func DescribeKinds(capabilities string, host fs.FS) ([]novacron.PoolKind, error) {
	return describeKinds(capabilities, host)
}

// FilterName is the name of the filter of one interface.
func FilterName(id novacron.VMID, mac string) string { return filterName(id, mac) }

// MarshalFilter and DecodeFilter write and read the filter of a firewall.
func MarshalFilter(name string, fw novacron.Firewall) (string, error) { return marshalFilter(name, fw) }

// DecodeFilter reads a filter.
func DecodeFilter(text string) (novacron.Firewall, error) { return decodeFilter(text) }

// DecodeNetwork reads a network's document.
func DecodeNetwork(text string) (novacron.Network, error) { return decodeNetwork(text) }
