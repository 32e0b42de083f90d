package kvm

import (
	"context"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// networkEditor changes one network: what libvirt can change in a running one
// through its own call, and the rest in the definition, for the next start.
type networkEditor struct {
	lv      *libvirt.Libvirt
	net     libvirt.Network
	config  novacron.Network // as it is defined
	active  bool
	dryRun  bool
	changes []novacron.Change
}

// EditNetwork changes a network.
func (p *Provider) EditNetwork(ctx context.Context, name string, edit hypervisor.NetworkEdit, dryRun bool) ([]novacron.Change, error) {
	return onNetwork(ctx, p, name, func(lv *libvirt.Libvirt, net libvirt.Network) ([]novacron.Change, error) {
		e := &networkEditor{lv: lv, net: net, dryRun: dryRun}
		now, err := readNetwork(lv, net)
		if err != nil {
			return nil, err
		}
		e.active, e.config = now.State == novacron.NetworkRunning, now
		if e.active && now.Persistent {
			text, err := lv.NetworkGetXMLDesc(net, uint32(libvirt.NetworkXMLInactive))
			if err != nil {
				return nil, err
			}
			if e.config, err = decodeNetwork(text); err != nil {
				return nil, err
			}
			e.config.Autostart = now.Autostart
		}
		return e.changes, first(e.autostart(edit.Autostart), e.dhcpRange(edit.Range), e.setHost(edit.SetHost), e.noHost(edit.NoHost), e.redefine(edit))
	})
}

func (e *networkEditor) change(field, from, to string, applied novacron.Applied) {
	e.changes = append(e.changes, novacron.Change{Field: field, From: from, To: to, Applied: applied})
}

func (e *networkEditor) autostart(on *bool) error {
	if on == nil || *on == e.config.Autostart {
		return nil
	}
	e.change("autostart", strconv.FormatBool(e.config.Autostart), strconv.FormatBool(*on), novacron.AppliedNow)
	if e.dryRun {
		return nil
	}
	return e.lv.NetworkSetAutostart(e.net, oneIf(*on))
}

// update is libvirt's own change of a part, of the running network and of its
// definition.
func (e *networkEditor) update(command libvirt.NetworkUpdateCommand, section libvirt.NetworkUpdateSection, part any) error {
	if e.dryRun {
		return nil
	}
	text, err := xml.Marshal(part)
	if err != nil {
		return fmt.Errorf("write network xml: %w", err)
	}
	flags := libvirt.NetworkUpdateAffectConfig
	if e.active {
		flags |= libvirt.NetworkUpdateAffectLive
	}
	return e.lv.NetworkUpdateCompat(e.net, command, section, -1, string(text), flags)
}

func (e *networkEditor) dhcpRange(r *hypervisor.DHCPRange) error {
	if r == nil {
		return nil
	}
	have := e.config.IPv4
	if have == nil {
		return novacron.Errorf(novacron.Unsupported, "network %s has no IPv4 addresses to hand out", e.net.Name)
	}
	if have.Start == r.Start && have.End == r.End {
		return nil
	}
	e.change("ipv4.range", span(have.Start, have.End), span(r.Start, r.End), novacron.AppliedNow)
	if have.Start != "" {
		if err := e.update(libvirt.NetworkUpdateCommandDelete, libvirt.NetworkSectionIPDhcpRange, dhcpRangeXML{Start: have.Start, End: have.End}); err != nil {
			return err
		}
	}
	if r.Start == "" {
		return nil
	}
	return e.update(libvirt.NetworkUpdateCommandAddLast, libvirt.NetworkSectionIPDhcpRange, dhcpRangeXML{Start: r.Start, End: r.End})
}

func span(start, end string) string {
	if start == "" {
		return ""
	}
	return start + "-" + end
}

// host returns what the network keeps for a MAC.
func (e *networkEditor) host(mac string) *novacron.DHCPHost {
	if e.config.IPv4 == nil {
		return nil
	}
	for i, h := range e.config.IPv4.Hosts {
		if strings.EqualFold(h.MAC, mac) {
			return &e.config.IPv4.Hosts[i]
		}
	}
	return nil
}

func (e *networkEditor) setHost(host *novacron.DHCPHost) error {
	if host == nil {
		return nil
	}
	if e.config.IPv4 == nil {
		return novacron.Errorf(novacron.Unsupported, "network %s has no IPv4 addresses to hand out", e.net.Name)
	}
	command, from := libvirt.NetworkUpdateCommandAddLast, ""
	if old := e.host(host.MAC); old != nil {
		if old.Address == host.Address && old.Name == host.Name {
			return nil
		}
		command, from = libvirt.NetworkUpdateCommandModify, hostText(*old)
	}
	e.change("ipv4.hosts."+host.MAC, from, hostText(*host), novacron.AppliedNow)
	return e.update(command, libvirt.NetworkSectionIPDhcpHost, dhcpHostXML{MAC: host.MAC, Name: host.Name, IP: host.Address})
}

func (e *networkEditor) noHost(mac *string) error {
	if mac == nil {
		return nil
	}
	old := e.host(*mac)
	if old == nil {
		return nil
	}
	e.change("ipv4.hosts."+*mac, hostText(*old), "", novacron.AppliedNow)
	return e.update(libvirt.NetworkUpdateCommandDelete, libvirt.NetworkSectionIPDhcpHost, dhcpHostXML{MAC: old.MAC, Name: old.Name, IP: old.Address})
}

func hostText(h novacron.DHCPHost) string { return strings.TrimSpace(h.Address + " " + h.Name) }

// redefine writes what libvirt cannot change in a running network. Every part
// of the definition that NovaCron does not know stays as it is.
func (e *networkEditor) redefine(edit hypervisor.NetworkEdit) error {
	domain := edit.Domain != nil && *edit.Domain != e.config.Domain
	mtu := edit.MTU != nil && *edit.MTU != e.config.MTU
	if !domain && !mtu {
		return nil
	}
	applied := novacron.AppliedNow
	if e.active {
		applied = novacron.AppliedNextStart
	}
	if domain {
		e.change("domain", e.config.Domain, *edit.Domain, applied)
	}
	if mtu {
		e.change("mtu", positive(e.config.MTU), positive(*edit.MTU), applied)
	}
	if e.dryRun {
		return nil
	}
	return e.rewrite(func(root *etree.Element) {
		if domain {
			setElement(root, "domain", "name", *edit.Domain)
		}
		if mtu {
			setElement(root, "mtu", "size", positive(*edit.MTU))
		}
	})
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (e *networkEditor) rewrite(change func(*etree.Element)) error {
	text, err := e.lv.NetworkGetXMLDesc(e.net, uint32(libvirt.NetworkXMLInactive))
	if err != nil {
		return err
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil || doc.Root() == nil {
		return fmt.Errorf("read the network's XML: %w", err)
	}
	change(doc.Root())
	if text, err = doc.WriteToString(); err != nil {
		return fmt.Errorf("write the network's XML: %w", err)
	}
	_, err = e.lv.NetworkDefineXML(text)
	return err
}

// setElement gives root an element with one attribute; none for an empty value.
func setElement(root *etree.Element, name, attribute, value string) {
	element := root.SelectElement(name)
	if value == "" {
		if element != nil {
			root.RemoveChild(element)
		}
		return
	}
	if element == nil {
		element = root.CreateElement(name)
	}
	element.CreateAttr(attribute, value)
}
