package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/novacron/novacron/novacron"
)

// VMs returns a page of VMs.
func (c *Client) VMs(ctx context.Context, q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	return c.FilterVMs(ctx, "", q)
}

// FilterVMs is VMs with a filter expression beside the query, as a person
// writes it: "state=running,paused label=tier=web name~shop". Both must hold.
func (c *Client) FilterVMs(ctx context.Context, filter string, q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "filter", filter)
	setNonEmpty(v, "sort", q.Sort)
	setNonEmpty(v, "name", q.Name)
	setNonEmpty(v, "network", q.Network)
	for _, s := range q.States {
		v.Add("state", string(s))
	}
	for key, value := range q.Labels {
		v.Add("label", labelSelector(key, value))
	}
	return getPage[novacron.VM](ctx, c, "/vms", v)
}

func labelSelector(key, value string) string {
	if value == "" {
		return key
	}
	return key + "=" + value
}

// EachVM iterates over every VM that FilterVMs finds, page by page. It ends
// after the first error.
func (c *Client) EachVM(ctx context.Context, filter string, q novacron.VMQuery) iter.Seq2[novacron.VM, error] {
	return func(yield func(novacron.VM, error) bool) {
		for {
			page, err := c.FilterVMs(ctx, filter, q)
			if err != nil {
				yield(novacron.VM{}, err)
				return
			}
			for _, vm := range page.Items {
				if !yield(vm, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.Cursor = page.Next
		}
	}
}

// VM returns one VM.
func (c *Client) VM(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	var vm novacron.VM
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id)}, &vm)
	return vm, err
}

// CreateVM makes a VM.
func (c *Client) CreateVM(ctx context.Context, req novacron.CreateVM) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/vms", body: req}.withMutation(req.Mutation))
}

// UpdateVM changes a VM (PATCH): what req leaves nil stays as it is.
func (c *Client) UpdateVM(ctx context.Context, id novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	return c.editVM(ctx, http.MethodPatch, id, req)
}

// ReplaceVM changes a VM (PUT): a title, description, labels or autostart that
// req leaves nil becomes empty.
func (c *Client) ReplaceVM(ctx context.Context, id novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	return c.editVM(ctx, http.MethodPut, id, req)
}

func (c *Client) editVM(ctx context.Context, method string, id novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	var result novacron.VMUpdateResult
	err := c.do(ctx, request{method: method, path: vmPath(id), body: req}.withMutation(req.Mutation), &result)
	return result, err
}

// DeleteVM undefines a VM.
func (c *Client) DeleteVM(ctx context.Context, id novacron.VMID, req novacron.DeleteVM) (novacron.Operation, error) {
	q := url.Values{}
	if req.Volumes {
		q.Set("volumes", "true")
	}
	if req.Force {
		q.Set("force", "true")
	}
	return c.operation(ctx, request{method: http.MethodDelete, path: vmPath(id), query: q}.withMutation(req.Mutation))
}

// PowerVM does a power verb.
func (c *Client) PowerVM(ctx context.Context, id novacron.VMID, req novacron.PowerRequest) (novacron.Operation, error) {
	r := request{method: http.MethodPost, path: vmPath(id) + "/" + url.PathEscape(string(req.Verb))}
	if req.Timeout != 0 || req.DiscardSavedState {
		r.body = powerBody{TimeoutSeconds: int(req.Timeout / time.Second), DiscardSavedState: req.DiscardSavedState}
	}
	return c.operation(ctx, r.withMutation(req.Mutation))
}

type powerBody struct {
	TimeoutSeconds    int  `json:"timeoutSeconds,omitempty"`
	DiscardSavedState bool `json:"discardSavedState,omitempty"`
}

// VMXML returns the VM's definition in the hypervisor's own format.
func (c *Client) VMXML(ctx context.Context, id novacron.VMID) (string, error) {
	var text string
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id) + "/xml"}, &text)
	return text, err
}

func vmPath(id novacron.VMID) string { return "/vms/" + url.PathEscape(string(id)) }
