package auth_test

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.PoolService   = (*services)(nil)
	_ novacron.VolumeService = (*services)(nil)
	_ novacron.UploadService = (*services)(nil)
)

func (s *services) Pools(context.Context, novacron.PoolQuery) (novacron.Page[novacron.Pool], error) {
	return novacron.Page[novacron.Pool]{}, s.err
}

func (s *services) Pool(_ context.Context, id novacron.PoolID) (novacron.Pool, error) {
	return novacron.Pool{ID: id, Name: "default"}, s.err
}

func (s *services) PoolKinds(context.Context) ([]novacron.PoolKind, error) { return nil, s.err }

func (s *services) CreatePool(context.Context, novacron.CreatePool) (novacron.Operation, error) {
	return s.mutated("create pool")
}

func (s *services) UpdatePool(context.Context, novacron.PoolID, novacron.PoolUpdate) (novacron.Operation, error) {
	return s.mutated("update pool")
}

func (s *services) ActPool(_ context.Context, _ novacron.PoolID, verb novacron.PoolVerb, _ novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("pool " + string(verb))
}

func (s *services) DeletePool(context.Context, novacron.PoolID, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("delete pool")
}

func (s *services) Volumes(context.Context, novacron.VolumeQuery) (novacron.Page[novacron.Volume], error) {
	return novacron.Page[novacron.Volume]{}, s.err
}

func (s *services) Volume(_ context.Context, id novacron.VolumeID) (novacron.Volume, error) {
	return novacron.Volume{ID: id, Name: "data.qcow2"}, s.err
}

func (s *services) CreateVolume(context.Context, novacron.CreateVolume) (novacron.Operation, error) {
	return s.mutated("create volume")
}

func (s *services) ResizeVolume(context.Context, novacron.VolumeID, novacron.ResizeVolume) (novacron.Operation, error) {
	return s.mutated("resize volume")
}

func (s *services) CopyVolume(context.Context, novacron.VolumeID, novacron.CopyVolume) (novacron.Operation, error) {
	return s.mutated("copy volume")
}

func (s *services) DeleteVolume(context.Context, novacron.VolumeID, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("delete volume")
}

func (s *services) ReadVolume(context.Context, novacron.VolumeID, uint64, uint64) (novacron.VolumeContent, error) {
	_, err := s.mutated("read volume")
	return novacron.VolumeContent{}, err
}

func (s *services) CreateUpload(context.Context, novacron.CreateUpload) (novacron.Upload, error) {
	op, err := s.mutated("create upload")
	return novacron.Upload{ID: op.ID}, err
}

func (s *services) Upload(_ context.Context, id novacron.UploadID) (novacron.Upload, error) {
	return novacron.Upload{ID: id}, s.err
}

func (s *services) WriteUpload(_ context.Context, id novacron.UploadID, _ uint64, _ io.Reader) (novacron.Upload, error) {
	return novacron.Upload{ID: id}, s.err
}
