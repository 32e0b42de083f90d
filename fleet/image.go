package fleet

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// ImageOptions are what imports may do. Zero values are the strictest.
type ImageOptions struct {
	// AllowHTTP lets a request ask for http.
	AllowHTTP bool
	// AllowLocal lets imports come from the host itself, from its link and from
	// a cloud's metadata service.
	AllowLocal bool
	// MaxFileBytes is the longest file; 0 is defaultImageFile.
	MaxFileBytes int64
	// MaxVirtualBytes is the largest disk in one; 0 is what diskimage allows.
	MaxVirtualBytes int64
}

// defaultImageFile is the longest file that is imported: larger than any image
// that is published.
const defaultImageFile = 1 << 40

// The kinds of operation on images.
const (
	kindImageImport = "image.import"
	kindImageDelete = "image.delete"
)

// Images is the service of this node's images.
type Images struct{ f *Fleet }

var _ novacron.ImageService = (*Images)(nil)

// Images returns the service of this node's images.
func (f *Fleet) Images() *Images { return &Images{f} }

func (s *Images) register(o *Operations) {
	o.register(
		kind{name: kindImageImport, do: planned(s.doImport), ended: s.f.lookAtFiles},
		kind{name: kindImageDelete, do: planned(s.doDelete), ended: s.f.lookAtFiles},
	)
}

var imageIDPattern = regexp.MustCompile(`^img-[0-9a-f]{12}$`)

func newImageID() novacron.ImageID {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return novacron.ImageID("img-" + hex.EncodeToString(b))
}

// short is what tells an image's volume from others of its name.
func short(id novacron.ImageID) string { return strings.TrimPrefix(string(id), "img-")[:8] }

func imageTarget(image novacron.Image) novacron.Target {
	return novacron.Target{Kind: "image", ID: string(image.ID), Name: image.Name}
}

// storage is the provider's storage, or why there is none.
func (s *Images) storage() (hypervisor.Storage, error) {
	storage, ok := s.f.provider.(hypervisor.Storage)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "this hypervisor has no storage pools that images can lie in")
	}
	return storage, nil
}

// Images returns a page of the records.
func (s *Images) Images(_ context.Context, q novacron.ImageQuery) (novacron.Page[novacron.Image], error) {
	name := strings.ToLower(q.Name)
	page, err := s.f.store.Images().Page(q.PageRequest, func(image novacron.Image) bool {
		if q.State != "" && image.State != q.State {
			return false
		}
		return slices.ContainsFunc([]string{image.Name, image.OS, image.Description}, func(text string) bool {
			return strings.Contains(strings.ToLower(text), name)
		})
	})
	if err != nil {
		return page, err
	}
	users := s.f.imageUsers()
	for i := range page.Items {
		page.Items[i].UsedBy = users.of(page.Items[i])
	}
	return page, nil
}

// Image returns one record, by id or name.
func (s *Images) Image(_ context.Context, id novacron.ImageID) (novacron.Image, error) {
	image, err := s.find(string(id))
	if err != nil {
		return image, err
	}
	image.UsedBy = s.f.imageUsers().of(image)
	return image, nil
}

func (s *Images) find(idOrName string) (novacron.Image, error) {
	image, err := s.f.store.Images().Get(idOrName)
	if novacron.CodeOf(err) == novacron.NotFound {
		image, err = s.f.store.Images().Named(idOrName)
	}
	if novacron.CodeOf(err) == novacron.NotFound {
		err = novacron.Errorf(novacron.NotFound, "there is no image %s", idOrName)
	}
	return image, err
}

// UpdateImage changes what people say of an image.
func (s *Images) UpdateImage(ctx context.Context, id novacron.ImageID, req novacron.ImageUpdate) (novacron.Image, error) {
	if err := checkImageUpdate(req); err != nil {
		return novacron.Image{}, err
	}
	found, err := s.find(string(id))
	if err != nil {
		return found, err
	}
	err = s.f.store.Update(ctx, func(tx *store.Tx) error {
		image, err := tx.Images().Get(string(found.ID))
		if err != nil {
			return err
		}
		if err := stale(imageTarget(image), image.Revision, req.Mutation); err != nil {
			return err
		}
		found = edited(image, req)
		if req.DryRun || sameText(found, image) {
			return nil
		}
		if found, err = tx.Images().Put(found); err != nil {
			return err
		}
		return tellImage(ctx, tx, novacron.EventImageChanged, found, nil)
	})
	if err != nil {
		return novacron.Image{}, err
	}
	found.UsedBy = s.f.imageUsers().of(found)
	return found, nil
}

func edited(image novacron.Image, req novacron.ImageUpdate) novacron.Image {
	if req.Name != nil {
		image.Name = *req.Name
	}
	if req.Description != nil {
		image.Description = *req.Description
	}
	if req.OS != nil {
		image.OS, image.OSGuessed = *req.OS, false
		if *req.OS == "" {
			image.OS = guessOS(image.Name, image.Source.URL, image.Source.Volume)
			image.OSGuessed = image.OS != ""
		}
	}
	return image
}

func sameText(a, b novacron.Image) bool {
	return a.Name == b.Name && a.Description == b.Description && a.OS == b.OS && a.OSGuessed == b.OSGuessed
}

func checkImageUpdate(req novacron.ImageUpdate) error {
	var f faults
	if req.Name != nil {
		checkImageName(&f, *req.Name)
	}
	checkText(&f, "", deref(req.Description))
	checkOS(&f, deref(req.OS))
	return f.err()
}

// checkImageName keeps names apart from ids, so that both can stand in one place.
func checkImageName(f *faults, name string) {
	f.add(!namePattern.MatchString(name) || len(name) > maxNameBytes, "name",
		"must be 1 to %d letters, digits, '.', '_' or '-', and begin with a letter or digit", maxNameBytes)
	f.add(imageIDPattern.MatchString(name), "name", "must not look like an image's id")
}

func checkOS(f *faults, os string) {
	f.add(os != "" && (len(os) > maxNameBytes || !namePattern.MatchString(os)), "os",
		"must be 1 to %d letters, digits, '.', '_' or '-', as debian-13", maxNameBytes)
}

// tellImage appends an event of an image.
func tellImage(ctx context.Context, tx *store.Tx, kind string, image novacron.Image, op *run) error {
	ev := novacron.Event{Type: kind, Target: imageTarget(image), Identity: identityOf(ctx), Data: map[string]string{"state": string(image.State)}}
	if op != nil {
		ev.Identity, ev.Operation = op.rec.Identity, op.rec.ID
	}
	_, err := tx.AppendEvent(ev)
	return err
}
