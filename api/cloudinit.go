package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

type previewCloudInitInput struct {
	Body novacron.PreviewCloudInit
}

type cloudInitOutput struct {
	CacheControl string `header:"Cache-Control" doc:"Not to be kept" example:"no-store"`
	Body         novacron.CloudInitSeed
}

type replaceCloudInitInput struct {
	VMInput
	RevisionInput
	Body novacron.CloudInit
}

func (a *API) registerCloudInits() {
	register(a, route{
		id: "previewCloudInit", method: http.MethodPost, path: "/cloudinit/preview", tag: vmTag, status: http.StatusOK,
		summary:     "Show what a guest would be told at its first boot",
		description: "Checks what cloud-init would be given when a VM is created, and answers the files. Makes nothing.",
		example:     exampleSeed(),
	}, a.previewCloudInit)
	register(a, route{
		id: "getVMCloudInit", method: http.MethodGet, path: "/vms/{id}/cloudinit", tag: vmTag, status: http.StatusOK,
		summary: "Show what a VM's guest is told at its first boot", description: "Read from the VM's seed CD.",
		example: exampleSeed(), codes: []novacron.Code{novacron.NotFound, novacron.Unsupported},
	}, a.getCloudInit)
	register(a, route{
		id: "replaceVMCloudInit", method: http.MethodPut, path: "/vms/{id}/cloudinit", tag: vmTag, status: http.StatusAccepted,
		summary:     "Tell a VM's guest something else",
		description: "Writes its seed CD anew, with a new instance id: at the next boot cloud-init does everything again.",
		example:     exampleOperation("cloudinit.replace"), codes: append(thingCodes(), novacron.Unsupported),
		more: a.documentDryRun("cloudinit.replace"),
	}, a.replaceCloudInit)
}

func (a *API) previewCloudInit(ctx context.Context, in *previewCloudInitInput) (*cloudInitOutput, error) {
	return newCloudInitOutput(a.services.CloudInits.PreviewCloudInit(ctx, in.Body))
}

func (a *API) getCloudInit(ctx context.Context, in *VMInput) (*cloudInitOutput, error) {
	return newCloudInitOutput(a.services.CloudInits.CloudInit(ctx, in.id()))
}

func newCloudInitOutput(seed novacron.CloudInitSeed, err error) (*cloudInitOutput, error) {
	if err != nil {
		return nil, err
	}
	return &cloudInitOutput{CacheControl: "no-store", Body: seed}, nil
}

func (a *API) replaceCloudInit(ctx context.Context, in *replaceCloudInitInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	req := novacron.ReplaceCloudInit{Mutation: mutation, CloudInit: in.Body}
	return newOperationOutput(a.services.CloudInits.ReplaceCloudInit(ctx, in.id(), req))
}
