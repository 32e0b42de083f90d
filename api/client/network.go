package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/novacron/novacron/novacron"
)

// Networks returns a page of networks.
func (c *Client) Networks(ctx context.Context, q novacron.NetworkQuery) (novacron.Page[novacron.Network], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "name", q.Name)
	return getPage[novacron.Network](ctx, c, "/networks", v)
}

// EachNetwork iterates over every network, page by page. It ends after the
// first error.
func (c *Client) EachNetwork(ctx context.Context, q novacron.NetworkQuery) iter.Seq2[novacron.Network, error] {
	return each(q.Cursor, func(cursor string) (novacron.Page[novacron.Network], error) {
		q.Cursor = cursor
		return c.Networks(ctx, q)
	})
}

// each iterates over the pages of a list.
func each[T any](cursor string, read func(cursor string) (novacron.Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			page, err := read(cursor)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if cursor = page.Next; cursor == "" {
				return
			}
		}
	}
}

// Network returns one network.
func (c *Client) Network(ctx context.Context, id novacron.NetworkID) (novacron.Network, error) {
	var n novacron.Network
	err := c.do(ctx, request{method: http.MethodGet, path: networkPath(id)}, &n)
	return n, err
}

// CreateNetwork makes a network.
func (c *Client) CreateNetwork(ctx context.Context, req novacron.CreateNetwork) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/networks", body: req}.withMutation(req.Mutation))
}

// UpdateNetwork changes a network.
func (c *Client) UpdateNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkUpdate) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPatch, path: networkPath(id), body: req}.withMutation(req.Mutation))
}

// ActNetwork starts or stops a network.
func (c *Client) ActNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkAction) (novacron.Operation, error) {
	r := request{method: http.MethodPost, path: networkPath(id) + "/" + url.PathEscape(string(req.Verb)), query: forced(req.Force)}
	return c.operation(ctx, r.withMutation(req.Mutation))
}

// DeleteNetwork stops and deletes a network.
func (c *Client) DeleteNetwork(ctx context.Context, id novacron.NetworkID, req novacron.DeleteNetwork) (novacron.Operation, error) {
	r := request{method: http.MethodDelete, path: networkPath(id), query: forced(req.Force)}
	return c.operation(ctx, r.withMutation(req.Mutation))
}

func forced(force bool) url.Values {
	v := url.Values{}
	if force {
		v.Set("force", "true")
	}
	return v
}

// Leases returns a page of what a network's DHCP server gave out.
func (c *Client) Leases(ctx context.Context, id novacron.NetworkID, q novacron.PageRequest) (novacron.Page[novacron.Lease], error) {
	return getPage[novacron.Lease](ctx, c, networkPath(id)+"/leases", pageQuery(q))
}

// EachLease iterates over every lease, page by page.
func (c *Client) EachLease(ctx context.Context, id novacron.NetworkID) iter.Seq2[novacron.Lease, error] {
	return each("", func(cursor string) (novacron.Page[novacron.Lease], error) {
		return c.Leases(ctx, id, novacron.PageRequest{Limit: novacron.MaxPageLimit, Cursor: cursor})
	})
}

// SetDHCPHost keeps an address for a network card.
func (c *Client) SetDHCPHost(ctx context.Context, id novacron.NetworkID, host novacron.DHCPHost, m novacron.Mutation) (novacron.Operation, error) {
	body := struct {
		Address string `json:"address"`
		Name    string `json:"name,omitempty"`
	}{host.Address, host.Name}
	return c.operation(ctx, request{method: http.MethodPut, path: hostPath(id, host.MAC), body: body}.withMutation(m))
}

// DeleteDHCPHost gives it free.
func (c *Client) DeleteDHCPHost(ctx context.Context, id novacron.NetworkID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: hostPath(id, mac)}.withMutation(m))
}

// EachHostInterface iterates over the host's bridges and network cards.
func (c *Client) EachHostInterface(ctx context.Context) iter.Seq2[novacron.HostInterface, error] {
	return each("", func(cursor string) (novacron.Page[novacron.HostInterface], error) {
		q := novacron.PageRequest{Limit: novacron.MaxPageLimit, Cursor: cursor}
		return getPage[novacron.HostInterface](ctx, c, "/node/interfaces", pageQuery(q))
	})
}

// VMAddresses asks now for the addresses of a VM.
func (c *Client) VMAddresses(ctx context.Context, id novacron.VMID) ([]novacron.NICAddresses, error) {
	var body struct {
		Items []novacron.NICAddresses `json:"items"`
	}
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id) + "/addresses"}, &body)
	return body.Items, err
}

// Firewall returns the firewall of a network interface.
func (c *Client) Firewall(ctx context.Context, id novacron.VMID, mac string) (novacron.NICFirewall, error) {
	var fw novacron.NICFirewall
	err := c.do(ctx, request{method: http.MethodGet, path: firewallPath(id, mac)}, &fw)
	return fw, err
}

// SetFirewall replaces the firewall of a network interface.
func (c *Client) SetFirewall(ctx context.Context, id novacron.VMID, mac string, req novacron.SetFirewall) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPut, path: firewallPath(id, mac), body: req}.withMutation(req.Mutation))
}

// DeleteFirewall removes the firewall of a network interface.
func (c *Client) DeleteFirewall(ctx context.Context, id novacron.VMID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: firewallPath(id, mac)}.withMutation(m))
}

func networkPath(id novacron.NetworkID) string { return "/networks/" + url.PathEscape(string(id)) }

func hostPath(id novacron.NetworkID, mac string) string {
	return networkPath(id) + "/hosts/" + url.PathEscape(mac)
}

func firewallPath(id novacron.VMID, mac string) string {
	return vmPath(id) + "/nics/" + url.PathEscape(mac) + "/firewall"
}
