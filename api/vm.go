package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/novacron/novacron/novacron"
)

const vmTag = "vms"

// VMInput names a VM.
type VMInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[0-9a-f-]+$" patternDescription:"a VM's id: lower-case hex digits with hyphens" doc:"The VM's id" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
}

func (in VMInput) id() novacron.VMID { return novacron.VMID(in.ID) }

type listVMsInput struct {
	PageInput
	Sort    string   `query:"sort" enum:"name,-name,state,-state,createdAt,-createdAt,updatedAt,-updatedAt,vcpus,-vcpus,memoryBytes,-memoryBytes" doc:"What to sort by; '-' for the other way round; name when left out"`
	State   []string `query:"state,explode" maxItems:"16" doc:"Only VMs in one of these states: repeated, or separated by commas"`
	Label   []string `query:"label,explode" maxItems:"32" doc:"Only VMs with each of these labels: KEY or KEY=VALUE"`
	Name    string   `query:"name" maxLength:"200" doc:"Only VMs whose name or title contains this, without regard to case"`
	Network string   `query:"network" maxLength:"64" doc:"Only VMs with an interface on this libvirt network" example:"default"`
	Filter  string   `query:"filter" maxLength:"2048" doc:"The same as an expression; all terms must hold" example:"state=running,paused label=tier=web name~shop"`
}

func (in *listVMsInput) query() (novacron.VMQuery, error) {
	s := selection{query: novacron.VMQuery{PageRequest: in.request(), Sort: in.Sort, Network: in.Network}}
	for _, list := range in.State {
		s.addStates("state", list)
	}
	for _, label := range in.Label {
		s.addLabel("label", label)
	}
	if in.Name != "" {
		s.addName("name", in.Name)
	}
	s.parseFilter(in.Filter)
	return s.result()
}

type createVMInput struct {
	MutationInput
	Body novacron.CreateVM
}

type getVMInput struct {
	VMInput
	IfNoneMatch string `header:"If-None-Match" maxLength:"1024" doc:"ETags that the caller has already: 304 when one is still right" example:"\"7\""`
}

type vmOutput struct {
	Status       int
	ETag         string `header:"ETag" doc:"The VM's revision" example:"\"7\""`
	CacheControl string `header:"Cache-Control" doc:"May be kept, must be asked again" example:"private, no-cache"`
	Body         novacron.VM
}

type updateVMInput struct {
	VMInput
	RevisionInput
	Body novacron.VMUpdate
}

type updateVMOutput struct {
	ETag string `header:"ETag" doc:"The VM's revision after the change" example:"\"8\""`
	Body novacron.VMUpdateResult
}

type deleteVMInput struct {
	VMInput
	RevisionInput
	Volumes bool `query:"volumes" doc:"Delete its disks too, where they lie in storage pools and no other VM uses them"`
	Force   bool `query:"force" doc:"Power it off first when it is active"`
}

func (a *API) registerVMs() {
	register(a, route{
		id: "listVMs", method: http.MethodGet, path: "/vms", tag: vmTag, status: http.StatusOK,
		summary: "List VMs", description: "From the node's records, without asking the hypervisor.",
		example: examplePage(exampleVM()),
	}, a.listVMs)
	register(a, route{
		id: "createVM", method: http.MethodPost, path: "/vms", tag: vmTag, status: http.StatusAccepted,
		summary: "Create a VM", description: "Answers when the operation is durable; follow it at Location.",
		example: exampleOperation("vm.create"), codes: append(mutationCodes(), novacron.Unsupported),
		more: a.documentDryRun("vm.create"),
	}, a.createVM)
	register(a, route{
		id: "getVM", method: http.MethodGet, path: "/vms/{id}", tag: vmTag, status: http.StatusOK,
		summary: "Get a VM", example: exampleVM(), codes: []novacron.Code{novacron.NotFound},
		more: func(op *huma.Operation) {
			op.Responses["304"] = &huma.Response{Description: "The caller has it already (If-None-Match)"}
		},
	}, a.getVM)
	a.registerVMEdits()
	register(a, route{
		id: "deleteVM", method: http.MethodDelete, path: "/vms/{id}", tag: vmTag, status: http.StatusAccepted,
		summary: "Delete a VM", description: "Undefines it. CD-ROMs and files outside of storage pools are never deleted.",
		example: exampleOperation("vm.delete"), codes: thingCodes(), more: a.documentDryRun("vm.delete"),
	}, a.deleteVM)
}

func (a *API) registerVMEdits() {
	const detail = " Live where the hypervisor can, else at the next start: the operation's changes say which."
	register(a, route{
		id: "updateVM", method: http.MethodPatch, path: "/vms/{id}", tag: vmTag, status: http.StatusOK,
		summary: "Change a VM", description: "What is left out stays as it is." + detail,
		example: exampleUpdate(), codes: append(thingCodes(), novacron.Unsupported),
	}, a.updateVM)
	register(a, route{
		id: "replaceVM", method: http.MethodPut, path: "/vms/{id}", tag: vmTag, status: http.StatusOK,
		summary:     "Replace what can be changed of a VM",
		description: "A title, description, labels or autostart that is left out becomes empty." + detail,
		example:     exampleUpdate(), codes: append(thingCodes(), novacron.Unsupported),
	}, a.replaceVM)
}

// mutationCodes are what making something can answer beside what always can.
func mutationCodes() []novacron.Code {
	return []novacron.Code{novacron.Conflict, novacron.WrongState}
}

// thingCodes are what changing a thing can answer beside what always can.
func thingCodes() []novacron.Code {
	return append(mutationCodes(), novacron.NotFound, novacron.Stale)
}

func (a *API) listVMs(ctx context.Context, in *listVMsInput) (*pageOutput[novacron.VM], error) {
	query, err := in.query()
	if err != nil {
		return nil, err
	}
	vms, err := a.services.VMs.VMs(ctx, query)
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, vms), nil
}

func (a *API) createVM(ctx context.Context, in *createVMInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.VMs.CreateVM(ctx, in.Body))
}

func (a *API) getVM(ctx context.Context, in *getVMInput) (*vmOutput, error) {
	vm, err := a.services.VMs.VM(ctx, in.id())
	if err != nil {
		return nil, err
	}
	out := &vmOutput{Status: http.StatusOK, ETag: etagOf(vm.Revision), CacheControl: "private, no-cache", Body: vm}
	if matchesNone(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
	}
	return out, nil
}

func (a *API) updateVM(ctx context.Context, in *updateVMInput) (*updateVMOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	result, err := a.services.VMs.UpdateVM(ctx, in.id(), in.Body)
	if err != nil {
		return nil, err
	}
	return &updateVMOutput{ETag: etagOf(result.VM.Revision), Body: result}, nil
}

// replaceVM is updateVM where what is left out of the descriptive fields
// becomes empty. CPU and memory have no empty value: they stay.
func (a *API) replaceVM(ctx context.Context, in *updateVMInput) (*updateVMOutput, error) {
	b := &in.Body
	setDefault(&b.Title, "")
	setDefault(&b.Description, "")
	setDefault(&b.Labels, map[string]string{})
	setDefault(&b.Autostart, false)
	return a.updateVM(ctx, in)
}

func setDefault[T any](p **T, value T) {
	if *p == nil {
		*p = &value
	}
}

func (a *API) deleteVM(ctx context.Context, in *deleteVMInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	req := novacron.DeleteVM{Mutation: mutation, Volumes: in.Volumes, Force: in.Force}
	return newOperationOutput(a.services.VMs.DeleteVM(ctx, in.id(), req))
}
