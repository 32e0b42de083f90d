package fleet

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/fetch"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// importWithin bounds a whole import: a terabyte over a slow link takes days,
// and somebody looks by then.
const importWithin = 7 * 24 * time.Hour

// defaultImagePool is where images go unless a pool is named: as VMs' disks do.
const defaultImagePool = "default"

// imagePools are the kinds of pool whose volumes are files. Others keep no
// format with a volume, and round its length up.
var imagePools = []string{"dir", "fs", "netfs", "gluster", "vstorage"}

// importPlan is what an import needs, saved with its operation.
type importPlan struct {
	Request novacron.ImportImage `json:"request"`
	ID      novacron.ImageID     `json:"id"`
}

// ImportImage begins an import.
func (s *Images) ImportImage(ctx context.Context, req novacron.ImportImage) (novacron.Operation, error) {
	if op, ok, err := s.f.operations.replay(ctx, kindImageImport, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	if err := s.checkImport(req); err != nil {
		return novacron.Operation{}, err
	}
	holds, err := s.checkPlaces(ctx, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	plan := importPlan{Request: req, ID: newImageID()}
	target := novacron.Target{Kind: "image", ID: string(plan.ID), Name: req.Name}
	if req.DryRun {
		target.ID = ""
		return s.f.operations.dryRun(ctx, kindImageImport, target, importChanges(req)), nil
	}
	op, _, err := s.f.operations.begin(ctx, request{
		kind: kindImageImport, mutation: req.Mutation, target: target, content: req, plan: plan, claim: req.Name, holds: holds,
	})
	return op, err
}

func importChanges(req novacron.ImportImage) []novacron.Change {
	from := req.SourcePool + "/" + req.SourceVolume
	if u, err := fetch.Check(req.URL, fetch.Options{AllowHTTP: true}); err == nil {
		from = fetch.Shown(u)
	}
	return []novacron.Change{{Field: "image", From: from, To: cmp.Or(req.Pool, defaultImagePool) + "/" + req.Name, Applied: novacron.AppliedNow}}
}

// checkImport checks what can be checked without asking anybody.
func (s *Images) checkImport(req novacron.ImportImage) error {
	var f faults
	checkImageName(&f, req.Name)
	checkText(&f, "", req.Description)
	checkOS(&f, req.OS)
	fromURL, fromVolume := req.URL != "", req.SourcePool != "" || req.SourceVolume != ""
	f.add(fromURL == fromVolume, "url", "give a url, or sourcePool and sourceVolume")
	f.add(fromVolume && (req.SourcePool == "" || req.SourceVolume == ""), "sourceVolume", "give sourcePool and sourceVolume together")
	f.add(req.Take && !fromVolume, "take", "only a volume can be taken")
	f.add(req.Take && req.Pool != "" && req.Pool != req.SourcePool, "pool", "a volume that is taken stays in its pool")
	f.add(req.AllowHTTP && !s.f.opts.Images.AllowHTTP, "allowHTTP", "the configuration of this node does not allow http (images.allowHTTP)")
	f.add(req.SHA256 != "" && !sha256Pattern.MatchString(req.SHA256), "sha256", "must be 64 hexadecimal digits")
	f.add(!slices.Contains([]string{"", "qcow2", "raw", "iso"}, req.Format), "format", "must be qcow2, raw or iso")
	if fromURL {
		_, err := fetch.Check(req.URL, s.fetchOptions(req))
		f.add(err != nil, "url", "%v", err)
	}
	if err := f.err(); err != nil {
		return err
	}
	other, err := s.f.store.Images().Named(req.Name)
	if err != nil || other.State == novacron.ImageFailed {
		return nil //nolint:nilerr // nobody has the name
	}
	e := novacron.Errorf(novacron.Conflict, "there is an image named %q already (%s)", req.Name, other.ID)
	e.Fields = []novacron.Field{{Name: "name", Detail: "is taken"}}
	return e.WithMend("choose another name")
}

func (s *Images) fetchOptions(req novacron.ImportImage) fetch.Options {
	return fetch.Options{
		AllowHTTP: req.AllowHTTP && s.f.opts.Images.AllowHTTP, AllowLocal: s.f.opts.Images.AllowLocal,
		MaxBytes: cmp.Or(s.f.opts.Images.MaxFileBytes, defaultImageFile), UserAgent: "NovaCron/" + s.f.opts.Version,
	}
}

// checkPlaces checks the pool and the volume that a request names, and returns
// what the import holds of them.
func (s *Images) checkPlaces(ctx context.Context, req novacron.ImportImage) ([]store.Hold, error) {
	storage, err := s.storage()
	if err != nil {
		return nil, err
	}
	ctx, cancel := withTimeout(ctx, readWithin, "looking at the pool")
	defer cancel()
	var holds []store.Hold
	name := cmp.Or(req.Pool, req.SourcePool, defaultImagePool)
	pool, err := storage.Pool(ctx, name)
	switch {
	case novacron.CodeOf(err) == novacron.NotFound && name == defaultImagePool: // it is made with the volume
	case novacron.CodeOf(err) == novacron.NotFound:
		return nil, novacron.InvalidField("pool", "there is no storage pool %q", name)
	case err != nil:
		return nil, err
	case !slices.Contains(imagePools, pool.Kind):
		return nil, novacron.InvalidField("pool", "pool %s is of kind %s: images lie in pools whose volumes are files (%s)",
			name, pool.Kind, strings.Join(imagePools, ", "))
	default:
		holds = append(holds, store.Hold{Target: novacron.Target{Kind: "pool", ID: string(pool.ID), Name: pool.Name}, Shared: true})
	}
	if req.SourceVolume == "" {
		return holds, nil
	}
	volume, err := storage.Volume(ctx, hypervisor.VolumeRef{Pool: req.SourcePool, Volume: req.SourceVolume})
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil, novacron.InvalidField("sourceVolume", "there is no volume %q in pool %s", req.SourceVolume, req.SourcePool)
	}
	if err != nil {
		return nil, err
	}
	holds = append(holds, store.Hold{Target: novacron.Target{Kind: "volume", ID: string(volume.ID), Name: volume.Name}, Shared: !req.Take})
	return holds, s.checkSourceUnused(req, volume)
}

// checkSourceUnused refuses a volume that changes while it is read, or that
// somebody else would go on writing to.
func (s *Images) checkSourceUnused(req novacron.ImportImage, volume novacron.Volume) error {
	if image, ok := s.f.imageOf(req.SourcePool, req.SourceVolume); ok && req.Take {
		return novacron.Errorf(novacron.Conflict, "volume %s is the image %s already", volume.Name, image.Name)
	}
	for _, user := range s.f.imageUsers().disks {
		if user.use.Path != volume.Path && user.use.Path != req.SourcePool+"/"+req.SourceVolume {
			continue
		}
		vm, err := s.f.store.VM(user.use.VM)
		if err == nil && (req.Take || vm.State.Active()) {
			return novacron.Errorf(novacron.WrongState, "volume %s is %s, which is %s", volume.Name, user.use, vm.State).
				WithMend("shut the vm down first, and import a copy")
		}
	}
	return nil
}

// doImport makes the image. After a crash it begins anew: what an earlier
// attempt left is removed first.
func (s *Images) doImport(ctx context.Context, r *run, plan importPlan) error {
	image, err := s.beginImport(ctx, r, plan)
	if err != nil {
		return err
	}
	work, cancel := withTimeout(ctx, importWithin, "the import")
	defer cancel()
	i := &imageImport{s: s, r: r, req: plan.Request, image: image}
	if err = s.removeVolume(work, plan.Request, image); err == nil {
		err = i.run(work)
	}
	if err != nil && isStopping(ctx) {
		return errStopping
	}
	if err != nil {
		return i.failed(context.WithoutCancel(ctx), err)
	}
	r.last = func(tx *store.Tx) error {
		image := i.image
		image.State, image.Operation = novacron.ImageReady, ""
		image, err := tx.Images().Put(image)
		if err != nil {
			return err
		}
		return tellImage(ctx, tx, novacron.EventImageChanged, image, r)
	}
	return nil
}

// beginImport records the image that is to come, in the place of a failed one
// of its name.
func (s *Images) beginImport(ctx context.Context, r *run, plan importPlan) (novacron.Image, error) {
	image, err := s.f.store.Images().Get(string(plan.ID))
	if err == nil && image.State == novacron.ImageFailed {
		return image, image.Error.Err() // it failed before the crash
	}
	if err == nil {
		return image, nil
	}
	req := plan.Request
	image = novacron.Image{
		ID: plan.ID, Name: req.Name, State: novacron.ImageImporting, Operation: r.rec.ID, Description: req.Description, OS: req.OS,
		PoolName: cmp.Or(req.Pool, req.SourcePool, defaultImagePool),
		Source:   novacron.ImageSource{Kind: "volume", Pool: req.SourcePool, Volume: req.SourceVolume},
	}
	if u, err := fetch.Check(req.URL, fetch.Options{AllowHTTP: true}); err == nil {
		image.Source = novacron.ImageSource{Kind: "url", URL: fetch.Shown(u)}
	}
	err = s.f.store.Update(ctx, func(tx *store.Tx) error {
		if other, err := s.f.store.Images().Named(req.Name); err == nil && other.State == novacron.ImageFailed {
			if err := s.forgetTx(ctx, tx, other.ID, r); err != nil {
				return err
			}
		}
		image, err = tx.Images().Put(image)
		if err != nil {
			return err
		}
		return tellImage(ctx, tx, novacron.EventImageCreated, image, r)
	})
	return image, err
}

// removeVolume removes what an import made. A volume that is taken is not its own.
func (s *Images) removeVolume(ctx context.Context, req novacron.ImportImage, image novacron.Image) error {
	if image.Volume == "" || req.Take {
		return nil
	}
	call, cancel := withTimeout(ctx, callWithin, "removing the volume")
	defer cancel()
	names := []string{image.Volume}
	if strings.HasSuffix(image.Volume, "."+convertedExtension) {
		names = append(names, foreignVolume(image))
	}
	for _, name := range names {
		err := s.f.provider.DeleteVolume(call, hypervisor.VolumeRef{Pool: image.PoolName, Volume: name})
		if err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
	}
	return nil
}

// fileName is the last part of where an image comes from.
func fileName(req novacron.ImportImage) string {
	if req.SourceVolume != "" {
		return req.SourceVolume
	}
	u, err := fetch.Check(req.URL, fetch.Options{AllowHTTP: true})
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}
