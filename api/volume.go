package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/novacron/novacron/novacron"
)

const volumeTag = "volumes"

// VolumeInput names a volume.
type VolumeInput struct {
	ID string `path:"id" minLength:"5" maxLength:"64" pattern:"^vol-[0-9a-f]+$" patternDescription:"a volume's id" doc:"The volume's id" example:"vol-1f0a7cc9d1e2b3a4c5d6"`
}

func (in VolumeInput) id() novacron.VolumeID { return novacron.VolumeID(in.ID) }

type listVolumesInput struct {
	PageInput
	Pool   string `query:"pool" maxLength:"64" doc:"Only volumes of this pool: its id or name"`
	Name   string `query:"name" maxLength:"200" doc:"Only volumes whose name contains this, without regard to case"`
	Unused bool   `query:"unused" doc:"Only volumes that no VM, no image and no other volume uses"`
}

type createVolumeInput struct {
	MutationInput
	Body novacron.CreateVolume
}

type volumeOutput struct {
	ETag string `header:"ETag" doc:"The volume's revision" example:"\"7\""`
	Body novacron.Volume
}

type resizeVolumeInput struct {
	VolumeInput
	RevisionInput
	Body novacron.ResizeVolume
}

type copyVolumeInput struct {
	VolumeInput
	RevisionInput
	Body novacron.CopyVolume
}

type deleteVolumeInput struct {
	VolumeInput
	RevisionInput
}

type readVolumeInput struct {
	VolumeInput
	Range string `header:"Range" maxLength:"64" doc:"One range of bytes (RFC 9110), to go on where a download broke off" example:"bytes=1048576-"`
}

const readDescription = "The bytes as they lie in the pool: for qcow2 its headers and tables. " +
	"With 'TE: trailers', and without a Range, the trailer Content-Digest (RFC 9530) tells the SHA-256 of what was sent; " +
	"the length is then in Volume-Size. Refused while a VM may write to the volume."

func (a *API) registerVolumes() {
	register(a, route{
		id: "listVolumes", method: http.MethodGet, path: "/volumes", tag: volumeTag, status: http.StatusOK,
		summary: "List volumes", example: examplePage(exampleVolume()), codes: []novacron.Code{novacron.NotFound},
	}, a.listVolumes)
	register(a, route{
		id: "createVolume", method: http.MethodPost, path: "/volumes", tag: volumeTag, status: http.StatusAccepted,
		summary: "Create an empty volume", example: exampleVolumeOperation("volume.create"),
		codes: append(mutationCodes(), novacron.NotFound, novacron.Unsupported), more: a.documentDryRun("volume.create"),
	}, a.createVolume)
	register(a, route{
		id: "getVolume", method: http.MethodGet, path: "/volumes/{id}", tag: volumeTag, status: http.StatusOK,
		summary: "Get a volume", example: exampleVolume(), codes: []novacron.Code{novacron.NotFound},
	}, a.getVolume)
	register(a, route{
		id: "deleteVolume", method: http.MethodDelete, path: "/volumes/{id}", tag: volumeTag, status: http.StatusAccepted,
		summary: "Delete a volume", description: "Refused, naming them, while VMs, images or other volumes use it.",
		example: exampleVolumeOperation("volume.delete"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("volume.delete"),
	}, a.deleteVolume)
	register(a, route{
		id: "resizeVolume", method: http.MethodPost, path: "/volumes/{id}/resize", tag: volumeTag, status: http.StatusAccepted,
		summary: "Change the capacity of a volume", description: "Live when a running VM has it.",
		example: exampleVolumeOperation("volume.resize"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("volume.resize"),
	}, a.resizeVolume)
	register(a, route{
		id: "copyVolume", method: http.MethodPost, path: "/volumes/{id}/copy", tag: volumeTag, status: http.StatusAccepted,
		summary: "Copy a volume, into another pool or format if wanted", description: "The operation shows how far it is, and can be canceled; then nothing is left of the copy.",
		example: exampleVolumeOperation("volume.copy"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("volume.copy"),
	}, a.copyVolume)
	register(a, route{
		id: "readVolume", method: http.MethodGet, path: "/volumes/{id}/content", tag: volumeTag, status: http.StatusOK,
		summary: "Download a volume", description: readDescription, contentType: "application/octet-stream", example: "the bytes",
		codes: append(thingCodes(), novacron.Unsupported),
		more: func(op *huma.Operation) {
			op.Responses["206"] = &huma.Response{
				Description: "The range that was asked for",
				Content:     map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString}, Example: "the bytes"}},
			}
		},
	}, a.readVolume)
}

func (a *API) listVolumes(ctx context.Context, in *listVolumesInput) (*pageOutput[novacron.Volume], error) {
	volumes, err := a.services.Volumes.Volumes(ctx, novacron.VolumeQuery{
		PageRequest: in.request(), Pool: in.Pool, Name: in.Name, Unused: in.Unused,
	})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, volumes), nil
}

func (a *API) createVolume(ctx context.Context, in *createVolumeInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Volumes.CreateVolume(ctx, in.Body))
}

func (a *API) getVolume(ctx context.Context, in *VolumeInput) (*volumeOutput, error) {
	v, err := a.services.Volumes.Volume(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &volumeOutput{ETag: etagOf(v.Revision), Body: v}, nil
}

func (a *API) deleteVolume(ctx context.Context, in *deleteVolumeInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Volumes.DeleteVolume(ctx, in.id(), mutation))
}

func (a *API) resizeVolume(ctx context.Context, in *resizeVolumeInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	return newOperationOutput(a.services.Volumes.ResizeVolume(ctx, in.id(), in.Body))
}

func (a *API) copyVolume(ctx context.Context, in *copyVolumeInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	return newOperationOutput(a.services.Volumes.CopyVolume(ctx, in.id(), in.Body))
}

func (a *API) readVolume(_ context.Context, in *readVolumeInput) (*streamOutput, error) {
	id, header := in.id(), in.Range
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		if err := a.sendVolume(c, id, header); err != nil {
			a.abort(c, err)
		}
	}}, nil
}

func exampleVolume() novacron.Volume {
	return novacron.Volume{
		ID: "vol-1f0a7cc9d1e2b3a4c5d6", Name: "web-1-vda.qcow2", Pool: examplePoolID, PoolName: "default", Kind: "file", Format: "qcow2",
		CapacityBytes: 10 << 30, AllocationBytes: 1376256, FileSizeBytes: 1376256, Path: "/var/lib/libvirt/images/web-1-vda.qcow2",
		UsedBy: []novacron.Target{exampleTarget()}, Meta: exampleMeta(),
	}
}

func exampleVolumeOperation(kind string) novacron.Operation {
	op := exampleOperation(kind)
	op.Target = novacron.Target{Kind: "volume", ID: "vol-1f0a7cc9d1e2b3a4c5d6", Name: "web-1-vda.qcow2"}
	return op
}

func exampleStorageRequest(id string) any {
	switch id {
	case "createPool":
		return novacron.CreatePool{Name: "fast", TargetPath: "/srv/fast"}
	case "updatePool":
		return novacron.PoolUpdate{WarnPercent: ptr(90)}
	case "createVolume":
		return novacron.CreateVolume{Pool: "default", Name: "data.qcow2", CapacityBytes: 10 << 30}
	case "resizeVolume":
		return novacron.ResizeVolume{CapacityBytes: 20 << 30}
	case "copyVolume":
		return novacron.CopyVolume{Name: "data-copy.qcow2", Pool: "fast"}
	}
	return novacron.CreateUpload{Pool: "default", Name: "debian-13.qcow2", Format: "qcow2", SizeBytes: 345178112}
}
