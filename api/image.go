package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

const imageTag = "images"

// ImageInput names an image.
type ImageInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"an image's id or name" doc:"The image's id, or its name" example:"img-0193a7c2e5b0"`
}

func (in ImageInput) id() novacron.ImageID { return novacron.ImageID(in.ID) }

type listImagesInput struct {
	PageInput
	State string `query:"state" enum:"importing,ready,failed" doc:"Only images in this state"`
	Name  string `query:"name" maxLength:"200" doc:"Only images whose name, system or description contains this, without regard to case"`
}

type importImageInput struct {
	MutationInput
	Body novacron.ImportImage
}

type imageOutput struct {
	ETag string `header:"ETag" doc:"The image's revision" example:"\"7\""`
	Body novacron.Image
}

type updateImageInput struct {
	ImageInput
	RevisionInput
	Body novacron.ImageUpdate
}

type deleteImageInput struct {
	ImageInput
	RevisionInput
}

const importDescription = "From a URL, or from a volume: what a browser uploads is a volume first, and taken then. Answers when the operation is " +
	"durable; follow it at Location. The file is inspected before the image becomes ready: one that names other files, is cut off, contradicts " +
	"itself or is absurdly large is refused and removed, and the image says why in refused and error."

func (a *API) registerImages() {
	register(a, route{
		id: "listImages", method: http.MethodGet, path: "/images", tag: imageTag, status: http.StatusOK,
		summary: "List images", example: examplePage(exampleImage()),
	}, a.listImages)
	register(a, route{
		id: "importImage", method: http.MethodPost, path: "/images", tag: imageTag, status: http.StatusAccepted,
		summary: "Import an image", description: importDescription,
		example: exampleImageOperation("image.import"), codes: append(mutationCodes(), novacron.Unsupported),
		more: a.documentDryRun("image.import"),
	}, a.importImage)
	register(a, route{
		id: "getImage", method: http.MethodGet, path: "/images/{id}", tag: imageTag, status: http.StatusOK,
		summary: "Get an image", example: exampleImage(), codes: []novacron.Code{novacron.NotFound},
	}, a.getImage)
	register(a, route{
		id: "updateImage", method: http.MethodPatch, path: "/images/{id}", tag: imageTag, status: http.StatusOK,
		summary: "Change what people say of an image", description: "What is left out stays as it is.",
		example: exampleImage(), codes: thingCodes(),
	}, a.updateImage)
	register(a, route{
		id: "deleteImage", method: http.MethodDelete, path: "/images/{id}", tag: imageTag, status: http.StatusAccepted,
		summary: "Delete an image", description: "Refused, with their list, while disks need it.",
		example: exampleImageOperation("image.delete"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("image.delete"),
	}, a.deleteImage)
}

func (a *API) listImages(ctx context.Context, in *listImagesInput) (*pageOutput[novacron.Image], error) {
	images, err := a.services.Images.Images(ctx, novacron.ImageQuery{
		PageRequest: in.request(), State: novacron.ImageState(in.State), Name: in.Name,
	})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, images), nil
}

func (a *API) importImage(ctx context.Context, in *importImageInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Images.ImportImage(ctx, in.Body))
}

func (a *API) getImage(ctx context.Context, in *ImageInput) (*imageOutput, error) {
	return newImageOutput(a.services.Images.Image(ctx, in.id()))
}

func (a *API) updateImage(ctx context.Context, in *updateImageInput) (*imageOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	return newImageOutput(a.services.Images.UpdateImage(ctx, in.id(), in.Body))
}

func (a *API) deleteImage(ctx context.Context, in *deleteImageInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Images.DeleteImage(ctx, in.id(), novacron.DeleteImage{Mutation: mutation}))
}

func newImageOutput(image novacron.Image, err error) (*imageOutput, error) {
	if err != nil {
		return nil, err
	}
	if image.UsedBy == nil {
		image.UsedBy = []novacron.ImageUse{}
	}
	return &imageOutput{ETag: etagOf(image.Revision), Body: image}, nil
}

func exampleImage() novacron.Image {
	at := exampleTime()
	return novacron.Image{
		ID: "img-0193a7c2e5b0", Name: "debian-13", State: novacron.ImageReady, OS: "debian-13", OSGuessed: true, Format: "qcow2",
		FileSizeBytes: 345178112, VirtualSizeBytes: 3 << 30, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Source: novacron.ImageSource{Kind: "url", URL: "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"},
		Pool:   "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11", PoolName: "default", Volume: "debian-13-0193a7c2.qcow2",
		Path:   "/var/lib/libvirt/images/debian-13-0193a7c2.qcow2",
		UsedBy: []novacron.ImageUse{{VM: exampleVMID, VMName: "web-1", Device: "vda", Path: "/var/lib/libvirt/images/web-1-vda.qcow2"}},
		Meta:   novacron.Meta{Node: exampleNodeID, CreatedAt: at, UpdatedAt: at, Revision: 7},
	}
}

func exampleImageOperation(kind string) novacron.Operation {
	op := exampleOperation(kind)
	op.Target = novacron.Target{Kind: "image", ID: "img-0193a7c2e5b0", Name: "debian-13"}
	return op
}
