package api_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.ImageService = (*fake)(nil)

func fakeImage() novacron.Image {
	at := day()
	return novacron.Image{
		ID: "img-000000000001", Name: "debian-13", State: novacron.ImageReady, OS: "debian-13", Format: "qcow2", FileSizeBytes: 1 << 20,
		VirtualSizeBytes: 1 << 30, Source: novacron.ImageSource{Kind: "url", URL: "https://example.com/debian-13.qcow2"}, Pool: "p1", PoolName: "default",
		Volume: "debian-13-00000000.qcow2", Path: "/pool/debian-13-00000000.qcow2", UsedBy: []novacron.ImageUse{},
		Meta: novacron.Meta{Node: "n-5f0c2c1e", CreatedAt: at, UpdatedAt: at, Revision: 7},
	}
}

func (f *fake) Images(ctx context.Context, q novacron.ImageQuery) (novacron.Page[novacron.Image], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.Image]{}, err
	}
	return novacron.Page[novacron.Image]{Items: []novacron.Image{fakeImage()}, Total: 1}, nil
}

func (f *fake) Image(ctx context.Context, id novacron.ImageID) (novacron.Image, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.Image{}, err
	}
	if image := fakeImage(); id == image.ID || string(id) == image.Name {
		return image, nil
	}
	return novacron.Image{}, novacron.Errorf(novacron.NotFound, "there is no image %s", id)
}

func (f *fake) beginImage(ctx context.Context, kind string, m novacron.Mutation) (novacron.Operation, error) {
	op, err := f.begin(ctx, kind, "", m)
	op.Target = novacron.Target{Kind: "image", ID: "img-000000000001", Name: "debian-13"}
	return op, err
}

func (f *fake) ImportImage(ctx context.Context, req novacron.ImportImage) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.beginImage(ctx, "image.import", req.Mutation)
}

func (f *fake) UpdateImage(ctx context.Context, _ novacron.ImageID, req novacron.ImageUpdate) (novacron.Image, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Image{}, err
	}
	image := fakeImage()
	if req.OS != nil {
		image.OS, image.Revision = *req.OS, 8
	}
	return image, nil
}

func (f *fake) DeleteImage(ctx context.Context, _ novacron.ImageID, req novacron.DeleteImage) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.beginImage(ctx, "image.delete", req.Mutation)
}
