package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

type cloneVMInput struct {
	VMInput
	RevisionInput
	Body novacron.CloneVM
}

type templateInput struct {
	VMInput
	RevisionInput
}

func (a *API) registerClones() {
	register(a, route{
		id: "cloneVM", method: http.MethodPost, path: "/vms/{id}/clone", tag: vmTag, status: http.StatusAccepted,
		summary: "Make a VM after this one",
		description: "After a shut off VM or a template. The clone has an id, hardware addresses and UEFI variables of its own; " +
			"what its guest has of the original's is told in the operation's warnings. Linked clones need a template.",
		example: exampleOperation("vm.clone"), codes: append(thingCodes(), novacron.Unsupported),
		more: a.documentDryRun("vm.clone"),
	}, a.cloneVM)
	register(a, route{
		id: "makeTemplate", method: http.MethodPost, path: "/vms/{id}/template", tag: vmTag, status: http.StatusAccepted,
		summary: "Make a shut off VM a template, which NovaCron does not start",
		example: exampleOperation("vm.template"), codes: append(thingCodes(), novacron.Unsupported),
		more: a.documentDryRun("vm.template"),
	}, a.markTemplate(true))
	register(a, route{
		id: "unmakeTemplate", method: http.MethodDelete, path: "/vms/{id}/template", tag: vmTag, status: http.StatusAccepted,
		summary: "Make a template a VM again", description: "Refused while linked clones lie on its disks.",
		example: exampleOperation("vm.untemplate"), codes: append(thingCodes(), novacron.Unsupported),
		more: a.documentDryRun("vm.untemplate"),
	}, a.markTemplate(false))
}

func (a *API) cloneVM(ctx context.Context, in *cloneVMInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	return newOperationOutput(a.services.Clones.CloneVM(ctx, in.id(), in.Body))
}

func (a *API) markTemplate(template bool) func(context.Context, *templateInput) (*operationOutput, error) {
	return func(ctx context.Context, in *templateInput) (*operationOutput, error) {
		mutation, err := in.mutation()
		if err != nil {
			return nil, err
		}
		return newOperationOutput(a.services.Clones.MarkTemplate(ctx, in.id(), novacron.MarkTemplate{Mutation: mutation, Template: template}))
	}
}
