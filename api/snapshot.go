package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

const snapshotTag = "snapshots"

// SnapshotInput names a snapshot of a VM.
type SnapshotInput struct {
	VMInput
	Snapshot string `path:"snapshot" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"a snapshot's id or name" doc:"The snapshot's id, or its name" example:"snap-0193a7c2e5b0"`
}

func (in SnapshotInput) snapshot() novacron.SnapshotID { return novacron.SnapshotID(in.Snapshot) }

type listSnapshotsInput struct {
	VMInput
	PageInput
}

type createSnapshotInput struct {
	VMInput
	MutationInput
	Body novacron.CreateSnapshot
}

type snapshotOutput struct {
	ETag string `header:"ETag" doc:"The snapshot's revision" example:"\"7\""`
	Body novacron.Snapshot
}

type revertSnapshotInput struct {
	SnapshotInput
	RevisionInput
	Body *novacron.RevertSnapshot
}

type deleteSnapshotInput struct {
	SnapshotInput
	RevisionInput
}

const (
	createSnapshotDescription = "Of a running, paused or stopped VM, BIOS or UEFI. Disks that the guest can write to must lie in storage pools, as qcow2 or raw. " +
		"The snapshot says in consistency what the guest will find: crash as after a power cut, filesystem when the guest agent brought the file " +
		"systems to rest, memory when the memory is kept with them."
	revertSnapshotDescription = "Disks and hardware become as they were, and with memory the VM goes on at that very moment; without, it is off. " +
		"What was written since the last snapshot is lost. Other snapshots are not touched, and title, description and labels stay."
	deleteSnapshotDescription = "The point goes, and its data is merged into what builds on it; with dryRun the changes say which file into which. " +
		"For a VM that is off a QEMU that runs no guest does it. Children become those of its parent. Refused while several branches of a running VM build on it."
)

func (a *API) registerSnapshots() {
	register(a, route{
		id: "listSnapshots", method: http.MethodGet, path: "/vms/{id}/snapshots", tag: snapshotTag, status: http.StatusOK,
		summary: "List a VM's snapshots", description: "A tree: each names its parent, and one is current.",
		example: examplePage(exampleSnapshot()), codes: []novacron.Code{novacron.NotFound},
	}, a.listSnapshots)
	register(a, route{
		id: "createSnapshot", method: http.MethodPost, path: "/vms/{id}/snapshots", tag: snapshotTag, status: http.StatusAccepted,
		summary: "Snapshot a VM", description: createSnapshotDescription, example: exampleSnapshotOperation("snapshot.create"),
		codes: append(mutationCodes(), novacron.NotFound, novacron.WrongState, novacron.Unsupported), more: a.documentDryRun("snapshot.create"),
	}, a.createSnapshot)
	register(a, route{
		id: "getSnapshot", method: http.MethodGet, path: "/vms/{id}/snapshots/{snapshot}", tag: snapshotTag, status: http.StatusOK,
		summary: "Get a snapshot", example: exampleSnapshot(), codes: []novacron.Code{novacron.NotFound},
	}, a.getSnapshot)
	register(a, route{
		id: "revertSnapshot", method: http.MethodPost, path: "/vms/{id}/snapshots/{snapshot}/revert", tag: snapshotTag, status: http.StatusAccepted,
		summary: "Return a VM to a snapshot", description: revertSnapshotDescription, example: exampleSnapshotOperation("snapshot.revert"),
		codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("snapshot.revert"),
	}, a.revertSnapshot)
	register(a, route{
		id: "deleteSnapshot", method: http.MethodDelete, path: "/vms/{id}/snapshots/{snapshot}", tag: snapshotTag, status: http.StatusAccepted,
		summary: "Delete a snapshot", description: deleteSnapshotDescription, example: exampleSnapshotOperation("snapshot.delete"),
		codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("snapshot.delete"),
	}, a.deleteSnapshot)
}

func (a *API) listSnapshots(ctx context.Context, in *listSnapshotsInput) (*pageOutput[novacron.Snapshot], error) {
	snapshots, err := a.services.Snapshots.Snapshots(ctx, in.id(), in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, snapshots), nil
}

func (a *API) createSnapshot(ctx context.Context, in *createSnapshotInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Snapshots.CreateSnapshot(ctx, in.id(), in.Body))
}

func (a *API) getSnapshot(ctx context.Context, in *SnapshotInput) (*snapshotOutput, error) {
	one, err := a.services.Snapshots.Snapshot(ctx, in.id(), in.snapshot())
	if err != nil {
		return nil, err
	}
	return &snapshotOutput{ETag: etagOf(one.Revision), Body: one}, nil
}

func (a *API) revertSnapshot(ctx context.Context, in *revertSnapshotInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	var req novacron.RevertSnapshot
	if in.Body != nil {
		req = *in.Body
	}
	req.Mutation = mutation
	return newOperationOutput(a.services.Snapshots.RevertSnapshot(ctx, in.id(), in.snapshot(), req))
}

func (a *API) deleteSnapshot(ctx context.Context, in *deleteSnapshotInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Snapshots.DeleteSnapshot(ctx, in.id(), in.snapshot(), novacron.DeleteSnapshot{Mutation: mutation}))
}

func exampleSnapshot() novacron.Snapshot {
	at := exampleTime()
	return novacron.Snapshot{
		ID: "snap-0193a7c2e5b0", Name: "before-upgrade", VM: exampleVMID, Current: true, TakenAt: at, State: novacron.VMRunning,
		Consistency: novacron.ConsistencyFilesystem, Kind: novacron.SnapshotExternal, Managed: true, SizeBytes: 1376256,
		Disks: []novacron.SnapshotDisk{{
			Device: "vda", Path: "/var/lib/libvirt/images/web-1-vda.qcow2", Format: "qcow2", Pool: "default", Volume: "web-1-vda.qcow2", SizeBytes: 1376256,
		}},
		Meta: novacron.Meta{Node: exampleNodeID, CreatedAt: at, UpdatedAt: at, Revision: 7},
	}
}

func exampleSnapshotOperation(kind string) novacron.Operation {
	op := exampleOperation(kind)
	op.Target = novacron.Target{Kind: "snapshot", ID: "snap-0193a7c2e5b0", Name: "before-upgrade"}
	return op
}
