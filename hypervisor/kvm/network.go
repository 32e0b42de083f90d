package kvm

import (
	"context"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Networks = (*Provider)(nil)

// Networks returns every network.
func (p *Provider) Networks(ctx context.Context) ([]novacron.Network, error) {
	return ask(ctx, p, networks, func(lv *libvirt.Libvirt) ([]novacron.Network, error) {
		all, _, err := lv.ConnectListAllNetworks(1, 0)
		if err != nil {
			return nil, err
		}
		found := make([]novacron.Network, 0, len(all))
		for _, net := range all {
			n, err := readNetwork(lv, net)
			if isNumber(err, libvirt.ErrNoNetwork) { // it vanished meanwhile
				continue
			}
			if err != nil {
				return nil, err
			}
			found = append(found, n)
		}
		return found, nil
	})
}

// Network returns one network.
func (p *Provider) Network(ctx context.Context, name string) (novacron.Network, error) {
	return onNetwork(ctx, p, name, readNetwork)
}

// onNetwork asks about one network.
func onNetwork[T any](ctx context.Context, p *Provider, name string, fn func(*libvirt.Libvirt, libvirt.Network) (T, error)) (T, error) {
	value, err := ask(ctx, p, networks, func(lv *libvirt.Libvirt) (T, error) {
		net, err := lv.NetworkLookupByName(name)
		if err != nil {
			var zero T
			return zero, err
		}
		return fn(lv, net)
	})
	if isNumber(err, libvirt.ErrNoNetwork) {
		err = novacron.Errorf(novacron.NotFound, "there is no network %s", name)
	}
	return value, err
}

// tellNetwork is onNetwork for calls that answer nothing.
func tellNetwork(ctx context.Context, p *Provider, name string, fn func(*libvirt.Libvirt, libvirt.Network) error) error {
	_, err := onNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) (struct{}, error) {
		return struct{}{}, fn(lv, net)
	})
	return err
}

// readNetwork reads a network as it runs, or as it is defined.
func readNetwork(lv *libvirt.Libvirt, net libvirt.Network) (novacron.Network, error) {
	text, err := lv.NetworkGetXMLDesc(net, 0)
	if err != nil {
		return novacron.Network{}, err
	}
	n, err := decodeNetwork(text)
	if err != nil {
		return n, err
	}
	active, err := lv.NetworkIsActive(net)
	if err != nil {
		return n, err
	}
	n.State = novacron.NetworkInactive
	if active != 0 {
		n.State = novacron.NetworkRunning
	}
	persistent, err := lv.NetworkIsPersistent(net)
	if err != nil {
		return n, err
	}
	if n.Persistent = persistent != 0; !n.Persistent {
		return n, nil
	}
	autostart, err := lv.NetworkGetAutostart(net)
	n.Autostart = autostart != 0
	return n, err
}

// DefineNetwork makes the definition, or finds that it was made before.
func (p *Provider) DefineNetwork(ctx context.Context, n novacron.Network) error {
	text, err := marshalNetwork(n)
	if err != nil {
		return fmt.Errorf("write network xml: %w", err)
	}
	return tell(ctx, p, networks, func(lv *libvirt.Libvirt) error {
		net, err := lv.NetworkLookupByName(n.Name)
		switch {
		case err == nil && networkID(net.UUID) != n.ID:
			return novacron.Errorf(novacron.Conflict, "a network named %s exists already (%s)", n.Name, networkID(net.UUID)).
				WithMend("choose another name")
		case isNumber(err, libvirt.ErrNoNetwork):
			if net, err = lv.NetworkDefineXML(text); err != nil {
				return err
			}
		case err != nil:
			return err
		}
		return lv.NetworkSetAutostart(net, oneIf(n.Autostart))
	})
}

func networkID(u libvirt.UUID) novacron.NetworkID { return novacron.NetworkID(vmID(u)) }

// StartNetwork starts a network.
func (p *Provider) StartNetwork(ctx context.Context, name string) error {
	return tellNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) error {
		err := lv.NetworkCreate(net)
		if active, asked := lv.NetworkIsActive(net); err != nil && asked == nil && active != 0 {
			return nil
		}
		return err
	})
}

// StopNetwork stops a network. A transient one is gone then.
func (p *Provider) StopNetwork(ctx context.Context, name string) error {
	return tellNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) error {
		err := lv.NetworkDestroy(net)
		if active, asked := lv.NetworkIsActive(net); err != nil && asked == nil && active == 0 {
			return nil
		}
		return err
	})
}

// UndefineNetwork removes a stopped network's definition.
func (p *Provider) UndefineNetwork(ctx context.Context, name string) error {
	err := tellNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) error {
		// libvirt would undefine a running one, and leave it running.
		if active, err := lv.NetworkIsActive(net); err != nil || active != 0 {
			return first(err, novacron.Errorf(novacron.WrongState, "network %s is running", name).WithMend("stop it first"))
		}
		return lv.NetworkUndefine(net)
	})
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}

// Leases returns what the network's DHCP server gave out.
func (p *Provider) Leases(ctx context.Context, name string) ([]novacron.Lease, error) {
	return onNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) ([]novacron.Lease, error) {
		found, _, err := lv.NetworkGetDhcpLeases(net, nil, 1, 0)
		if isNumber(err, libvirt.ErrNoSupport, libvirt.ErrOperationInvalid, libvirt.ErrOperationUnsupported) {
			return nil, nil
		}
		leases := make([]novacron.Lease, 0, len(found))
		for _, l := range found {
			leases = append(leases, leaseOf(l))
		}
		return leases, err
	})
}

func leaseOf(l libvirt.NetworkDhcpLease) novacron.Lease {
	lease := novacron.Lease{Address: l.Ipaddr, Prefix: int(l.Prefix), MAC: textOf(l.Mac), Hostname: textOf(l.Hostname), ClientID: textOf(l.Clientid)}
	if l.Expirytime > 0 {
		at := time.Unix(l.Expirytime, 0).UTC()
		lease.ExpiresAt = &at
	}
	return lease
}

// textOf is an optional text of libvirt's protocol.
func textOf(s libvirt.OptString) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
