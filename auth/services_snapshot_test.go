package auth_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.SnapshotService = (*services)(nil)

func (s *services) Snapshots(context.Context, novacron.VMID, novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
	return novacron.Page[novacron.Snapshot]{}, s.err
}

func (s *services) Snapshot(_ context.Context, _ novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	if id == "" {
		return novacron.Snapshot{}, novacron.Errorf(novacron.NotFound, "no snapshot")
	}
	return novacron.Snapshot{ID: id, Name: "before-upgrade"}, nil
}

func (s *services) CreateSnapshot(context.Context, novacron.VMID, novacron.CreateSnapshot) (novacron.Operation, error) {
	return s.mutated("create snapshot")
}

func (s *services) RevertSnapshot(context.Context, novacron.VMID, novacron.SnapshotID, novacron.RevertSnapshot) (novacron.Operation, error) {
	return s.mutated("revert snapshot")
}

func (s *services) DeleteSnapshot(context.Context, novacron.VMID, novacron.SnapshotID, novacron.DeleteSnapshot) (novacron.Operation, error) {
	return s.mutated("delete snapshot")
}
