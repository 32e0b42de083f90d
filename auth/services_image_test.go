package auth_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.ImageService = (*services)(nil)

func (s *services) Images(context.Context, novacron.ImageQuery) (novacron.Page[novacron.Image], error) {
	return novacron.Page[novacron.Image]{}, s.err
}

func (s *services) Image(_ context.Context, id novacron.ImageID) (novacron.Image, error) {
	if id == "" {
		return novacron.Image{}, novacron.Errorf(novacron.NotFound, "no image")
	}
	return novacron.Image{ID: id, Name: "debian-13"}, nil
}

func (s *services) ImportImage(context.Context, novacron.ImportImage) (novacron.Operation, error) {
	return s.mutated("import")
}

func (s *services) UpdateImage(context.Context, novacron.ImageID, novacron.ImageUpdate) (novacron.Image, error) {
	_, err := s.mutated("update image")
	return novacron.Image{}, err
}

func (s *services) DeleteImage(context.Context, novacron.ImageID, novacron.DeleteImage) (novacron.Operation, error) {
	return s.mutated("delete image")
}
