package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

const poolTag = "pools"

// PoolInput names a pool.
type PoolInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"a pool's id or name" doc:"The pool's id, or its name" example:"0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"`
}

func (in PoolInput) id() novacron.PoolID { return novacron.PoolID(in.ID) }

type listPoolsInput struct {
	PageInput
	Name string `query:"name" maxLength:"200" doc:"Only pools whose name contains this, without regard to case"`
}

type createPoolInput struct {
	MutationInput
	Body novacron.CreatePool
}

type poolOutput struct {
	ETag string `header:"ETag" doc:"The pool's revision" example:"\"7\""`
	Body novacron.Pool
}

type updatePoolInput struct {
	PoolInput
	RevisionInput
	Body novacron.PoolUpdate
}

type actPoolInput struct {
	PoolInput
	RevisionInput
}

func (a *API) registerPools() {
	register(a, route{
		id: "listPools", method: http.MethodGet, path: "/pools", tag: poolTag, status: http.StatusOK,
		summary: "List storage pools", example: examplePage(examplePool()),
	}, a.listPools)
	register(a, route{
		id: "listPoolKinds", method: http.MethodGet, path: "/pools/kinds", tag: poolTag, status: http.StatusOK,
		summary: "List the kinds of pool that this host can have, and why not the others", example: examplePage(examplePoolKind()),
		codes: []novacron.Code{novacron.Unsupported},
	}, a.listPoolKinds)
	register(a, route{
		id: "createPool", method: http.MethodPost, path: "/pools", tag: poolTag, status: http.StatusAccepted,
		summary: "Create a storage pool", description: "Defines it, makes its folder, starts it. Administrators only: a pool names folders and devices of the host.",
		example: examplePoolOperation("pool.create"), codes: append(mutationCodes(), novacron.Unsupported, novacron.NotFound),
		more: a.documentDryRun("pool.create"),
	}, a.createPool)
	register(a, route{
		id: "getPool", method: http.MethodGet, path: "/pools/{id}", tag: poolTag, status: http.StatusOK,
		summary: "Get a storage pool", example: examplePool(), codes: []novacron.Code{novacron.NotFound},
	}, a.getPool)
	register(a, route{
		id: "updatePool", method: http.MethodPatch, path: "/pools/{id}", tag: poolTag, status: http.StatusAccepted,
		summary: "Change a storage pool", description: "What is left out stays as it is.",
		example: examplePoolOperation("pool.update"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("pool.update"),
	}, a.updatePool)
	register(a, route{
		id: "deletePool", method: http.MethodDelete, path: "/pools/{id}", tag: poolTag, status: http.StatusAccepted,
		summary: "Remove the definition of a storage pool", description: "Its volumes stay where they are. Refused, naming them, while VMs or images use volumes of it.",
		example: examplePoolOperation("pool.delete"), codes: append(thingCodes(), novacron.Unsupported), more: a.documentDryRun("pool.delete"),
	}, a.deletePool)
	summaries := map[novacron.PoolVerb]string{
		novacron.PoolStart: "Start a storage pool", novacron.PoolStop: "Stop a storage pool; its volumes stay",
		novacron.PoolRefresh: "Look again at what lies in a storage pool",
	}
	for _, verb := range novacron.PoolVerbs() {
		kind := "pool." + string(verb)
		register(a, route{
			id: string(verb) + "Pool", method: http.MethodPost, path: "/pools/{id}/" + string(verb), tag: poolTag, status: http.StatusAccepted,
			summary: summaries[verb], example: examplePoolOperation(kind), codes: append(thingCodes(), novacron.Unsupported),
			more: a.documentDryRun(kind),
		}, a.actPool(verb))
	}
}

func (a *API) listPools(ctx context.Context, in *listPoolsInput) (*pageOutput[novacron.Pool], error) {
	pools, err := a.services.Pools.Pools(ctx, novacron.PoolQuery{PageRequest: in.request(), Name: in.Name})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, pools), nil
}

func (a *API) listPoolKinds(ctx context.Context, _ *struct{}) (*pageOutput[novacron.PoolKind], error) {
	kinds, err := a.services.Pools.PoolKinds(ctx)
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, novacron.Page[novacron.PoolKind]{Items: kinds, Total: len(kinds)}), nil
}

func (a *API) createPool(ctx context.Context, in *createPoolInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Pools.CreatePool(ctx, in.Body))
}

func (a *API) getPool(ctx context.Context, in *PoolInput) (*poolOutput, error) {
	pool, err := a.services.Pools.Pool(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &poolOutput{ETag: etagOf(pool.Revision), Body: pool}, nil
}

func (a *API) updatePool(ctx context.Context, in *updatePoolInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = mutation
	return newOperationOutput(a.services.Pools.UpdatePool(ctx, in.id(), in.Body))
}

func (a *API) deletePool(ctx context.Context, in *actPoolInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Pools.DeletePool(ctx, in.id(), mutation))
}

func (a *API) actPool(verb novacron.PoolVerb) func(context.Context, *actPoolInput) (*operationOutput, error) {
	return func(ctx context.Context, in *actPoolInput) (*operationOutput, error) {
		mutation, err := in.mutation()
		if err != nil {
			return nil, err
		}
		return newOperationOutput(a.services.Pools.ActPool(ctx, in.id(), verb, mutation))
	}
}

const examplePoolID = "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"

func exampleMeta() novacron.Meta {
	at := exampleTime()
	return novacron.Meta{Node: exampleNodeID, CreatedAt: at, UpdatedAt: at, Revision: 7}
}

func examplePool() novacron.Pool {
	return novacron.Pool{
		ID: examplePoolID, Name: "default", Kind: "dir", State: novacron.PoolRunning, Autostart: true, Persistent: true,
		TargetPath: "/var/lib/libvirt/images", CapacityBytes: 100 << 30, AllocationBytes: 30 << 30, AvailableBytes: 70 << 30,
		WarnPercent: novacron.DefaultPoolWarnPercent, Volumes: 12, Meta: exampleMeta(),
	}
}

func examplePoolKind() novacron.PoolKind {
	return novacron.PoolKind{
		Kind: "netfs", Title: "NFS export", Reason: "mount.nfs is not installed",
		Needs: []string{"targetPath", "source.host", "source.dir"}, Formats: []string{"qcow2", "raw"},
	}
}

func examplePoolOperation(kind string) novacron.Operation {
	op := exampleOperation(kind)
	op.Target = novacron.Target{Kind: "pool", ID: examplePoolID, Name: "default"}
	return op
}
