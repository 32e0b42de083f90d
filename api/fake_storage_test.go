package api_test

import (
	"bytes"
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.PoolService   = (*fake)(nil)
	_ novacron.VolumeService = (*fake)(nil)
	_ novacron.UploadService = (*fake)(nil)
)

const (
	poolID    = "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"
	volumeID  = "vol-1f0a7cc9d1e2b3a4c5d6"
	uploadID  = "op-0000000000000009"
	volumeRaw = "the bytes of a volume"
)

func fakeMeta() novacron.Meta {
	return novacron.Meta{Node: "n-5f0c2c1e", CreatedAt: day(), UpdatedAt: day(), Revision: 7}
}

func fakePool() novacron.Pool {
	return novacron.Pool{
		ID: poolID, Name: "default", Kind: "dir", State: novacron.PoolRunning, Autostart: true, Persistent: true, TargetPath: "/pool",
		CapacityBytes: 1 << 40, AllocationBytes: 1 << 30, AvailableBytes: 1<<40 - 1<<30, WarnPercent: 85, Volumes: 1, Meta: fakeMeta(),
	}
}

func fakeVolume() novacron.Volume {
	return novacron.Volume{
		ID: volumeID, Name: "data.raw", Pool: poolID, PoolName: "default", Kind: "file", Format: "raw", CapacityBytes: 512, AllocationBytes: 512,
		FileSizeBytes: uint64(len(volumeRaw)), Path: "/pool/data.raw", UsedBy: []novacron.Target{{Kind: "vm", ID: "v", Name: "web-1"}}, Meta: fakeMeta(),
	}
}

func (f *fake) Pools(ctx context.Context, q novacron.PoolQuery) (novacron.Page[novacron.Pool], error) {
	return novacron.Page[novacron.Pool]{Items: []novacron.Pool{fakePool()}, Total: 1}, f.called(ctx, q)
}

func (f *fake) Pool(ctx context.Context, id novacron.PoolID) (novacron.Pool, error) {
	if id != poolID && id != "default" {
		return novacron.Pool{}, novacron.Errorf(novacron.NotFound, "there is no pool %s", id)
	}
	return fakePool(), f.called(ctx, id)
}

func (f *fake) PoolKinds(ctx context.Context) ([]novacron.PoolKind, error) {
	return []novacron.PoolKind{{Kind: "dir", Title: "Folder", Possible: true, Needs: []string{"targetPath"}}}, f.called(ctx, "kinds")
}

func (f *fake) beginOn(ctx context.Context, kind string, target novacron.Target, m novacron.Mutation, req any) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	op, err := f.begin(ctx, kind, "", m)
	op.Target = target
	return op, err
}

func (f *fake) CreatePool(ctx context.Context, req novacron.CreatePool) (novacron.Operation, error) {
	return f.beginOn(ctx, "pool.create", novacron.Target{Kind: "pool", ID: poolID, Name: req.Name}, req.Mutation, req)
}

func (f *fake) UpdatePool(ctx context.Context, id novacron.PoolID, req novacron.PoolUpdate) (novacron.Operation, error) {
	return f.beginOn(ctx, "pool.update", novacron.Target{Kind: "pool", ID: string(id)}, req.Mutation, req)
}

func (f *fake) ActPool(ctx context.Context, id novacron.PoolID, verb novacron.PoolVerb, m novacron.Mutation) (novacron.Operation, error) {
	return f.beginOn(ctx, "pool."+string(verb), novacron.Target{Kind: "pool", ID: string(id)}, m, verb)
}

func (f *fake) DeletePool(ctx context.Context, id novacron.PoolID, m novacron.Mutation) (novacron.Operation, error) {
	return f.beginOn(ctx, "pool.delete", novacron.Target{Kind: "pool", ID: string(id)}, m, id)
}

func (f *fake) Volumes(ctx context.Context, q novacron.VolumeQuery) (novacron.Page[novacron.Volume], error) {
	return novacron.Page[novacron.Volume]{Items: []novacron.Volume{fakeVolume()}, Total: 1}, f.called(ctx, q)
}

func (f *fake) Volume(ctx context.Context, id novacron.VolumeID) (novacron.Volume, error) {
	if id != volumeID {
		return novacron.Volume{}, novacron.Errorf(novacron.NotFound, "there is no volume %s", id)
	}
	return fakeVolume(), f.called(ctx, id)
}

func volumeTarget() novacron.Target {
	return novacron.Target{Kind: "volume", ID: volumeID, Name: "data.raw"}
}

func (f *fake) CreateVolume(ctx context.Context, req novacron.CreateVolume) (novacron.Operation, error) {
	return f.beginOn(ctx, "volume.create", volumeTarget(), req.Mutation, req)
}

func (f *fake) ResizeVolume(ctx context.Context, _ novacron.VolumeID, req novacron.ResizeVolume) (novacron.Operation, error) {
	return f.beginOn(ctx, "volume.resize", volumeTarget(), req.Mutation, req)
}

func (f *fake) CopyVolume(ctx context.Context, _ novacron.VolumeID, req novacron.CopyVolume) (novacron.Operation, error) {
	return f.beginOn(ctx, "volume.copy", volumeTarget(), req.Mutation, req)
}

func (f *fake) DeleteVolume(ctx context.Context, id novacron.VolumeID, m novacron.Mutation) (novacron.Operation, error) {
	return f.beginOn(ctx, "volume.delete", volumeTarget(), m, id)
}

func (f *fake) ReadVolume(ctx context.Context, id novacron.VolumeID, offset, length uint64) (novacron.VolumeContent, error) {
	if id != volumeID {
		return novacron.VolumeContent{}, novacron.Errorf(novacron.NotFound, "there is no volume %s", id)
	}
	part := volumeRaw[offset:]
	if length > 0 {
		part = part[:length]
	}
	return novacron.VolumeContent{
		ReadCloser: io.NopCloser(bytes.NewReader([]byte(part))), Name: "data.raw", SizeBytes: uint64(len(volumeRaw)),
	}, f.called(ctx, id)
}

func (f *fake) fakeUpload(offset uint64) novacron.Upload {
	return novacron.Upload{ID: uploadID, Volume: volumeID, Name: "data.raw", PoolName: "default", Format: "raw", SizeBytes: 10, OffsetBytes: offset}
}

func (f *fake) CreateUpload(ctx context.Context, req novacron.CreateUpload) (novacron.Upload, error) {
	return f.fakeUpload(0), f.called(ctx, req)
}

func (f *fake) Upload(ctx context.Context, id novacron.UploadID) (novacron.Upload, error) {
	if id != uploadID {
		return novacron.Upload{}, novacron.Errorf(novacron.NotFound, "there is no upload %s", id)
	}
	return f.fakeUpload(4), f.called(ctx, id)
}

func (f *fake) WriteUpload(ctx context.Context, id novacron.UploadID, offset uint64, r io.Reader) (novacron.Upload, error) {
	if offset != 4 {
		return novacron.Upload{}, novacron.Errorf(novacron.Conflict, "the upload is at byte 4, not %d", offset).WithMend("go on from byte 4")
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return novacron.Upload{}, err
	}
	return f.fakeUpload(offset + uint64(len(b))), f.called(ctx, id)
}
