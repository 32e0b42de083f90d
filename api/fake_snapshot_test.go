package api_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var _ novacron.SnapshotService = (*fake)(nil)

func fakeSnapshot() novacron.Snapshot {
	at := day()
	return novacron.Snapshot{
		ID: "snap-000000000001", Name: "before-upgrade", VM: "00000000-0000-4000-8000-000000000001", Current: true, TakenAt: at, State: novacron.VMRunning,
		Consistency: novacron.ConsistencyCrash, Kind: novacron.SnapshotExternal, Managed: true, SizeBytes: 1 << 20,
		Disks: []novacron.SnapshotDisk{{Device: "vda", Path: "/pool/web-1-vda.qcow2", Format: "qcow2", Pool: "default", Volume: "web-1-vda.qcow2", SizeBytes: 1 << 20}},
		Meta:  novacron.Meta{Node: "n-5f0c2c1e", CreatedAt: at, UpdatedAt: at, Revision: 7},
	}
}

func (f *fake) Snapshots(ctx context.Context, _ novacron.VMID, q novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.Snapshot]{}, err
	}
	return novacron.Page[novacron.Snapshot]{Items: []novacron.Snapshot{fakeSnapshot()}, Total: 1}, nil
}

func (f *fake) Snapshot(ctx context.Context, _ novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.Snapshot{}, err
	}
	if one := fakeSnapshot(); id == one.ID || string(id) == one.Name {
		return one, nil
	}
	return novacron.Snapshot{}, novacron.Errorf(novacron.NotFound, "vm web-1 has no snapshot %s", id)
}

func (f *fake) beginSnapshot(ctx context.Context, kind string, m novacron.Mutation, req any) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	op, err := f.begin(ctx, kind, "", m)
	op.Target = novacron.Target{Kind: "snapshot", ID: "snap-000000000001", Name: "before-upgrade"}
	return op, err
}

func (f *fake) CreateSnapshot(ctx context.Context, _ novacron.VMID, req novacron.CreateSnapshot) (novacron.Operation, error) {
	return f.beginSnapshot(ctx, "snapshot.create", req.Mutation, req)
}

func (f *fake) RevertSnapshot(ctx context.Context, _ novacron.VMID, _ novacron.SnapshotID, req novacron.RevertSnapshot) (novacron.Operation, error) {
	return f.beginSnapshot(ctx, "snapshot.revert", req.Mutation, req)
}

func (f *fake) DeleteSnapshot(ctx context.Context, _ novacron.VMID, _ novacron.SnapshotID, req novacron.DeleteSnapshot) (novacron.Operation, error) {
	return f.beginSnapshot(ctx, "snapshot.delete", req.Mutation, req)
}
