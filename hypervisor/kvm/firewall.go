package kvm

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Firewalls = (*Provider)(nil)

// libvirt's word for how the guest's address is learned.
const paramLearning = "CTRL_IP_LEARNING"

// Firewall returns the firewall of one interface, as it is at the next start.
func (p *Provider) Firewall(ctx context.Context, id novacron.VMID, mac string) (novacron.NICFirewall, error) {
	out := novacron.NICFirewall{MAC: strings.ToLower(mac)}
	ref, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (*filterRefXML, error) {
		nic, _, err := findNIC(lv, d, mac, domainConfig(lv, d))
		if err != nil {
			return nil, err
		}
		return filterRefOf(nic), nil
	})
	if err != nil || ref == nil {
		return out, err
	}
	out.Filter = ref.Filter
	if filterVM(ref.Filter) != id {
		out.Foreign = true
		return out, nil
	}
	text, err := ask(ctx, p, filters, func(lv *libvirt.Libvirt) (string, error) {
		f, err := lv.NwfilterLookupByName(ref.Filter)
		if err != nil {
			return "", err
		}
		return lv.NwfilterGetXMLDesc(f, 0)
	})
	if err != nil {
		return out, err
	}
	fw, err := decodeFilter(text)
	if err != nil {
		return out, err
	}
	ref.into(&fw)
	out.Firewall, out.Warnings = &fw, firewallWarnings(fw)
	return out, nil
}

// into reads what stands in the reference: the addresses.
func (r *filterRefXML) into(fw *novacron.Firewall) {
	for _, param := range r.Parameters {
		switch param.Name {
		case "IP", "IPV6":
			fw.Addresses = append(fw.Addresses, param.Value)
		case paramLearning:
			fw.Learn = param.Value
		}
	}
}

func firewallWarnings(fw novacron.Firewall) []string {
	if spoofing(fw) && len(addressesOfFamily(fw.Addresses, netip.Addr.Is6)) == 0 {
		return []string{"anti-spoofing drops IPv6, of which libvirt learns no addresses: give the guest's IPv6 address in addresses where it should pass"}
	}
	return nil
}

// SetFirewall defines the filter, which changes those that are in force, and
// points the interface to it.
func (p *Provider) SetFirewall(ctx context.Context, id novacron.VMID, mac string, fw novacron.Firewall) error {
	name := filterName(id, mac)
	text, err := marshalFilter(name, fw)
	if err != nil {
		return err
	}
	// Before the filter is made: an interface that is not there leaves none behind.
	if _, err := p.Firewall(ctx, id, mac); err != nil && novacron.CodeOf(err) == novacron.NotFound {
		return err
	}
	err = tell(ctx, p, filters, func(lv *libvirt.Libvirt) error {
		_, err := lv.NwfilterDefineXML(text)
		return err
	})
	if err != nil {
		return err
	}
	ref := refOf(name, fw)
	return p.editFilterRef(ctx, id, mac, &ref)
}

// refOf is the reference of an interface to its filter, with the addresses.
func refOf(name string, fw novacron.Firewall) filterRefXML {
	ref := filterRefXML{Filter: name}
	if !spoofing(fw) {
		return ref
	}
	own := addressesOfFamily(fw.Addresses, netip.Addr.Is4)
	for _, addr := range own {
		ref.Parameters = append(ref.Parameters, filterParamXML{"IP", addr})
	}
	for _, addr := range addressesOfFamily(fw.Addresses, netip.Addr.Is6) {
		ref.Parameters = append(ref.Parameters, filterParamXML{"IPV6", addr})
	}
	if len(own) == 0 {
		learn := fw.Learn
		if learn == "" {
			learn = "dhcp"
		}
		ref.Parameters = append(ref.Parameters, filterParamXML{paramLearning, learn})
	}
	return ref
}

// DeleteFirewall takes an interface's filter of ours away, and removes it.
func (p *Provider) DeleteFirewall(ctx context.Context, id novacron.VMID, mac string) error {
	have, err := p.Firewall(ctx, id, mac)
	if have.Filter == "" && err != nil {
		return err
	}
	if have.Filter != "" {
		if err := p.editFilterRef(ctx, id, mac, nil); err != nil {
			return err
		}
	}
	return p.undefineFilter(ctx, filterName(id, mac))
}

func (p *Provider) undefineFilter(ctx context.Context, name string) error {
	err := tell(ctx, p, filters, func(lv *libvirt.Libvirt) error {
		f, err := lv.NwfilterLookupByName(name)
		if err != nil {
			return err
		}
		return lv.NwfilterUndefine(f)
	})
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}

// SweepFirewalls removes filters of ours whose VM is no more. libvirt refuses
// to remove one that is used.
func (p *Provider) SweepFirewalls(ctx context.Context) error {
	names, err := ask(ctx, p, filters, func(lv *libvirt.Libvirt) ([]string, error) {
		all, _, err := lv.ConnectListAllNwfilters(1, 0)
		var names []string
		for _, f := range all {
			if filterVM(f.Name) != "" {
				names = append(names, f.Name)
			}
		}
		return names, err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		uuid, err := parseID(filterVM(name))
		if err != nil {
			continue
		}
		err = tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
			_, err := lv.DomainLookupByUUID(uuid)
			return err
		})
		if novacron.CodeOf(err) != novacron.NotFound {
			continue
		}
		if err := p.undefineFilter(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// editFilterRef gives an interface this reference, now where the VM is active,
// and in its definition.
func (p *Provider) editFilterRef(ctx context.Context, id novacron.VMID, mac string, ref *filterRefXML) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return struct{}{}, err
		}
		if stateOf(state).Active() {
			if err := updateNIC(lv, d, mac, ref, 0, libvirt.DomainDeviceModifyLive); err != nil {
				return struct{}{}, err
			}
		}
		persistent, err := lv.DomainIsPersistent(d)
		if err != nil || persistent == 0 {
			return struct{}{}, err
		}
		return struct{}{}, updateNIC(lv, d, mac, ref, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure, libvirt.DomainDeviceModifyConfig)
	})
	return err
}

// domainConfig is which of a domain's documents is its definition: a transient
// one has the other only.
func domainConfig(lv *libvirt.Libvirt, d libvirt.Domain) libvirt.DomainXMLFlags {
	if persistent, err := lv.DomainIsPersistent(d); err == nil && persistent == 0 {
		return 0
	}
	return libvirt.DomainXMLInactive
}

// findNIC finds an interface in the domain's document.
func findNIC(lv *libvirt.Libvirt, d libvirt.Domain, mac string, flags libvirt.DomainXMLFlags) (*etree.Element, *etree.Document, error) {
	text, err := lv.DomainGetXMLDesc(d, flags)
	if err != nil {
		return nil, nil, err
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		return nil, nil, fmt.Errorf("read the domain's XML: %w", err)
	}
	all := doc.FindElements("/domain/devices/interface")
	i := slices.IndexFunc(all, func(e *etree.Element) bool {
		m := e.SelectElement("mac")
		return m != nil && strings.EqualFold(m.SelectAttrValue("address", ""), mac)
	})
	if i < 0 {
		return nil, nil, novacron.Errorf(novacron.NotFound, "vm %s has no network interface %s", d.Name, mac)
	}
	return all[i], doc, nil
}

// updateNIC changes nothing but the reference: the rest of the interface is
// handed back as libvirt tells it.
func updateNIC(lv *libvirt.Libvirt, d libvirt.Domain, mac string, ref *filterRefXML, read libvirt.DomainXMLFlags, modify libvirt.DomainDeviceModifyFlags) error {
	nic, _, err := findNIC(lv, d, mac, read)
	if err != nil {
		return err
	}
	for _, old := range nic.SelectElements("filterref") {
		nic.RemoveChild(old)
	}
	if ref != nil {
		nic.AddChild(ref.element())
	}
	doc := etree.NewDocument()
	doc.SetRoot(nic.Copy())
	text, err := doc.WriteToString()
	if err != nil {
		return fmt.Errorf("write the interface's XML: %w", err)
	}
	return lv.DomainUpdateDeviceFlags(d, text, modify)
}

func (r *filterRefXML) element() *etree.Element {
	e := etree.NewElement("filterref")
	e.CreateAttr("filter", r.Filter)
	for _, param := range r.Parameters {
		c := e.CreateElement("parameter")
		c.CreateAttr("name", param.Name)
		c.CreateAttr("value", param.Value)
	}
	return e
}

// filterRefOf reads an interface's reference; nil for none.
func filterRefOf(nic *etree.Element) *filterRefXML {
	e := nic.SelectElement("filterref")
	if e == nil {
		return nil
	}
	doc := etree.NewDocument()
	doc.SetRoot(e.Copy())
	text, err := doc.WriteToString()
	if err != nil {
		return nil
	}
	var named struct {
		XMLName xml.Name `xml:"filterref"`
		filterRefXML
	}
	if err := xml.Unmarshal([]byte(text), &named); err != nil {
		return nil
	}
	return &named.filterRefXML
}

// dropFilters removes the filters of a VM that is gone. What cannot be removed
// is found by the next sweep.
func (p *Provider) dropFilters(ctx context.Context, id novacron.VMID) {
	names, err := ask(ctx, p, filters, func(lv *libvirt.Libvirt) ([]libvirt.Nwfilter, error) {
		all, _, err := lv.ConnectListAllNwfilters(1, 0)
		return all, err
	})
	if err != nil {
		return // a driver without filters
	}
	for _, f := range names {
		if filterVM(f.Name) == id {
			if err := p.undefineFilter(ctx, f.Name); err != nil {
				p.log.Warn().Err(err).Str("filter", f.Name).Msg("a filter of a vm that is gone is left")
			}
		}
	}
}
