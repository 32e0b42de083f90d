package fleet

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Pools is the service of this node's pools.
type Pools struct{ s *storage }

var _ novacron.PoolService = (*Pools)(nil)

// Pools returns the service of this node's pools.
func (f *Fleet) Pools() *Pools { return &Pools{f.storage} }

// The kinds of operation on pools; the verbs are "pool." and the verb.
const (
	kindPoolCreate = "pool.create"
	kindPoolUpdate = "pool.update"
	kindPoolDelete = "pool.delete"
)

// poolPlan is what an operation on a pool needs.
type poolPlan struct {
	Pool        novacron.Pool     `json:"pool"`
	Build       bool              `json:"build,omitempty"`
	Autostart   *bool             `json:"autostart,omitempty"`
	WarnPercent *int              `json:"warnPercent,omitempty"`
	Verb        novacron.PoolVerb `json:"verb,omitempty"`
}

func (s *storage) registerPools(o *Operations) {
	o.register(
		kind{name: kindPoolCreate, do: planned(s.doCreatePool), ended: s.look},
		kind{name: kindPoolUpdate, do: planned(s.doUpdatePool), ended: s.look},
		kind{name: kindPoolDelete, do: planned(s.doDeletePool), ended: s.look},
	)
	for _, verb := range novacron.PoolVerbs() {
		o.register(kind{name: "pool." + string(verb), do: planned(s.doActPool), ended: s.look})
	}
}

// Pools returns a page of the records.
func (p *Pools) Pools(_ context.Context, q novacron.PoolQuery) (novacron.Page[novacron.Pool], error) {
	return p.s.f.store.Pools().Page(q.PageRequest, func(pool novacron.Pool) bool {
		return strings.Contains(strings.ToLower(pool.Name), strings.ToLower(q.Name))
	})
}

// Pool returns one pool's record, by its id or its name.
func (p *Pools) Pool(_ context.Context, id novacron.PoolID) (novacron.Pool, error) {
	return p.s.pool(string(id))
}

// PoolKinds tells what kinds this host can have.
func (p *Pools) PoolKinds(ctx context.Context) ([]novacron.PoolKind, error) {
	provider, err := p.s.provider()
	if err != nil {
		return nil, err
	}
	ctx, cancel := withTimeout(ctx, callWithin, "asking for kinds of pools")
	defer cancel()
	return provider.PoolKinds(ctx)
}

// CreatePool makes a pool.
func (p *Pools) CreatePool(ctx context.Context, req novacron.CreatePool) (novacron.Operation, error) {
	o := p.s.f.operations
	if op, ok, err := o.replay(ctx, kindPoolCreate, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	asked := req // before the defaults: a repeated request is compared with it
	if err := p.checkCreate(ctx, &req); err != nil {
		return novacron.Operation{}, err
	}
	plan := poolPlan{Build: req.Build, Pool: novacron.Pool{
		ID: novacron.PoolID(uuid.NewString()), Name: req.Name, Kind: req.Kind, TargetPath: req.TargetPath, Source: req.Source,
		Autostart: !req.Manual, WarnPercent: req.WarnPercent,
	}}
	target := poolTarget(plan.Pool)
	if req.DryRun {
		target.ID = ""
		return o.dryRun(ctx, kindPoolCreate, target, []novacron.Change{{Field: "pool", To: req.Name, Applied: novacron.AppliedNow}}), nil
	}
	op, _, err := o.begin(ctx, request{
		kind: kindPoolCreate, mutation: req.Mutation, target: target, content: asked, plan: plan, claim: req.Name,
	})
	return op, err
}

// checkCreate fills in the defaults and checks a request.
func (p *Pools) checkCreate(ctx context.Context, req *novacron.CreatePool) error {
	if req.Kind == "" {
		req.Kind = "dir"
	}
	if req.WarnPercent == 0 {
		req.WarnPercent = novacron.DefaultPoolWarnPercent
	}
	if pool, err := p.s.f.store.Pools().Named(req.Name); err == nil {
		return novacron.Errorf(novacron.Conflict, "there is a pool %s already", pool.Name).WithMend("choose another name")
	}
	kinds, err := p.PoolKinds(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(kinds, func(k novacron.PoolKind) bool { return k.Kind == req.Kind })
	if i < 0 {
		return novacron.InvalidField("kind", "%q is no kind of pool that can be made here", req.Kind)
	}
	if !kinds[i].Possible {
		return novacron.Errorf(novacron.Unsupported, "this host can have no pool of kind %s: %s", req.Kind, kinds[i].Reason).
			WithMend("install or load what is missing; novacron pool kinds shows what the host can do")
	}
	for _, field := range kinds[i].Needs {
		if fieldOf(*req, field) == "" {
			return novacron.InvalidField(field, "a pool of kind %s needs it", req.Kind)
		}
	}
	if req.TargetPath != "" && (!strings.HasPrefix(req.TargetPath, "/") || strings.Contains(req.TargetPath, "/../")) {
		return novacron.InvalidField("targetPath", "must be an absolute path")
	}
	return nil
}

func fieldOf(req novacron.CreatePool, field string) string {
	s := req.Source
	return map[string]string{
		"targetPath": req.TargetPath, "source.host": s.Host, "source.dir": s.Dir, "source.device": s.Device,
		"source.name": s.Name, "source.format": s.Format, "source.initiator": s.Initiator,
	}[field]
}

// UpdatePool changes a pool.
func (p *Pools) UpdatePool(ctx context.Context, id novacron.PoolID, req novacron.PoolUpdate) (novacron.Operation, error) {
	var changes []novacron.Change
	pool, err := p.Pool(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if req.Autostart != nil && *req.Autostart != pool.Autostart {
		changes = append(changes, novacron.Change{Field: "autostart", From: fmt.Sprint(pool.Autostart), To: fmt.Sprint(*req.Autostart), Applied: novacron.AppliedNow})
	}
	if req.WarnPercent != nil && *req.WarnPercent != pool.WarnPercent {
		changes = append(changes, novacron.Change{Field: "warnPercent", From: fmt.Sprint(pool.WarnPercent), To: fmt.Sprint(*req.WarnPercent), Applied: novacron.AppliedNow})
	}
	if req.WarnPercent != nil && (*req.WarnPercent < 1 || *req.WarnPercent > 100) {
		return novacron.Operation{}, novacron.InvalidField("warnPercent", "must be 1 to 100")
	}
	return p.begin(ctx, kindPoolUpdate, req.Mutation, pool, req, changes,
		poolPlan{Pool: pool, Autostart: req.Autostart, WarnPercent: req.WarnPercent})
}

// ActPool does a verb.
func (p *Pools) ActPool(ctx context.Context, id novacron.PoolID, verb novacron.PoolVerb, m novacron.Mutation) (novacron.Operation, error) {
	pool, err := p.Pool(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if !slices.Contains(novacron.PoolVerbs(), verb) {
		return novacron.Operation{}, novacron.InvalidField("verb", "must be one of %v", novacron.PoolVerbs())
	}
	if verb == novacron.PoolStop {
		if err := p.s.unusedPool(pool, true); err != nil {
			return novacron.Operation{}, err
		}
	}
	changes := []novacron.Change{}
	if verb != novacron.PoolRefresh {
		to := map[novacron.PoolVerb]novacron.PoolState{novacron.PoolStart: novacron.PoolRunning, novacron.PoolStop: novacron.PoolInactive}[verb]
		changes = append(changes, novacron.Change{Field: "state", From: string(pool.State), To: string(to), Applied: novacron.AppliedNow})
	}
	return p.begin(ctx, "pool."+string(verb), m, pool, nil, changes, poolPlan{Pool: pool, Verb: verb})
}

// DeletePool removes a pool's definition.
func (p *Pools) DeletePool(ctx context.Context, id novacron.PoolID, m novacron.Mutation) (novacron.Operation, error) {
	pool, err := p.Pool(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := p.s.unusedPool(pool, false); err != nil {
		return novacron.Operation{}, err
	}
	changes := []novacron.Change{{Field: "pool", From: pool.Name, Applied: novacron.AppliedNow}}
	return p.begin(ctx, kindPoolDelete, m, pool, nil, changes, poolPlan{Pool: pool})
}

// begin begins an operation on a pool that exists.
func (p *Pools) begin(ctx context.Context, kind string, m novacron.Mutation, pool novacron.Pool, content any,
	changes []novacron.Change, plan poolPlan,
) (novacron.Operation, error) {
	o := p.s.f.operations
	target := poolTarget(pool)
	if op, ok, err := o.replay(ctx, kind, m, target.ID, content); ok || err != nil {
		return op, err
	}
	if err := stale(target, pool.Revision, m); err != nil {
		return novacron.Operation{}, err
	}
	if _, err := p.s.provider(); err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		return o.dryRun(ctx, kind, target, changes), nil
	}
	op, _, err := o.begin(ctx, request{
		kind: kind, mutation: m, target: target, content: content, plan: plan,
		current: func() (uint64, error) {
			now, err := p.s.f.store.Pools().Get(target.ID)
			return now.Revision, err
		},
	})
	return op, err
}

func poolTarget(p novacron.Pool) novacron.Target {
	return novacron.Target{Kind: "pool", ID: string(p.ID), Name: p.Name}
}

// unusedPool says who uses volumes of a pool: any VM, or those that are active.
func (s *storage) unusedPool(pool novacron.Pool, active bool) error {
	uses := s.f.uses()
	var users []string
	for _, v := range s.f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Pool == pool.ID }) {
		for _, use := range uses.of(v) {
			if active && (use.Kind != "vm" || !s.f.vmActive(novacron.VMID(use.ID))) {
				continue
			}
			if who := label(use); use.Kind != "volume" && !slices.Contains(users, who) {
				users = append(users, who)
			}
		}
	}
	if len(users) == 0 {
		return nil
	}
	return novacron.Errorf(novacron.Conflict, "the pool %s has volumes of %s", pool.Name, inWords(users)).
		WithMend("shut them down, or move their disks first")
}

// doCreatePool defines, prepares and starts a pool. Each step is success when it
// was done before.
func (s *storage) doCreatePool(ctx context.Context, r *run, plan poolPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := s.makePool(ctx, r, p, plan); err != nil {
		if isStopping(ctx) {
			return errStopping
		}
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
		defer cancel()
		s.undoPool(undo, p, plan.Pool)
		return err
	}
	return s.recordPool(ctx, r, p, plan)
}

func (s *storage) makePool(ctx context.Context, r *run, p hypervisor.Storage, plan poolPlan) error {
	name := plan.Pool.Name
	calls, cancel := withTimeout(ctx, volumesWithin, "making the pool")
	defer cancel()
	if err := r.step(ctx, "define", 10, false); err != nil {
		return err
	}
	if err := p.DefinePool(calls, plan.Pool); err != nil {
		return err
	}
	folder := slices.Contains([]string{"dir", "fs", "netfs"}, plan.Pool.Kind)
	if plan.Build || folder {
		if err := r.step(ctx, "build", 30, false); err != nil {
			return err
		}
		if err := p.BuildPool(calls, name); err != nil {
			return err
		}
	}
	if err := r.step(ctx, "start", 60, false); err != nil {
		return err
	}
	if err := p.StartPool(calls, name); err != nil {
		return err
	}
	return p.AutostartPool(calls, name, plan.Pool.Autostart)
}

// undoPool removes a definition that came to nothing, if it is ours.
func (s *storage) undoPool(ctx context.Context, p hypervisor.Storage, pool novacron.Pool) {
	if have, err := p.Pool(ctx, pool.Name); err != nil || have.ID != pool.ID {
		return
	}
	_ = p.StopPool(ctx, pool.Name)
	if err := p.UndefinePool(ctx, pool.Name); err != nil {
		s.f.log.Warn().Err(err).Str("pool", pool.Name).Msg("a failed create left its pool")
	}
}

// recordPool records how the pool stands, with its threshold.
func (s *storage) recordPool(ctx context.Context, r *run, p hypervisor.Storage, plan poolPlan) error {
	call, cancel := withTimeout(ctx, callWithin, "reading the pool")
	defer cancel()
	now, err := p.Pool(call, plan.Pool.Name)
	if err != nil {
		return err
	}
	percent := plan.Pool.WarnPercent
	if plan.WarnPercent != nil {
		percent = *plan.WarnPercent
	}
	r.last = func(tx *store.Tx) error {
		rec, err := tx.Pools().Get(string(now.ID))
		if err == nil && rec.WarnPercent != percent {
			rec.WarnPercent = percent
			if _, err := tx.Pools().Put(rec); err != nil {
				return err
			}
		}
		now.WarnPercent = percent
		if novacron.CodeOf(err) == novacron.NotFound {
			now = mergePool(now, now)
		}
		return s.pools.applyTx(tx, now)
	}
	return nil
}

func (s *storage) doUpdatePool(ctx context.Context, r *run, plan poolPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if plan.Autostart != nil {
		call, cancel := withTimeout(ctx, callWithin, "changing the pool")
		defer cancel()
		if err := p.AutostartPool(call, plan.Pool.Name, *plan.Autostart); err != nil {
			return err
		}
	}
	return s.recordPool(ctx, r, p, plan)
}

func (s *storage) doActPool(ctx context.Context, r *run, plan poolPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := r.step(ctx, string(plan.Verb), 10, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "the pool's "+string(plan.Verb))
	defer cancel()
	act := map[novacron.PoolVerb]func(context.Context, string) error{
		novacron.PoolStart: p.StartPool, novacron.PoolStop: p.StopPool, novacron.PoolRefresh: p.RefreshPool,
	}[plan.Verb]
	if plan.Verb == novacron.PoolStop {
		if err := s.unusedPool(plan.Pool, true); err != nil {
			return err
		}
	}
	if err := act(call, plan.Pool.Name); err != nil {
		return err
	}
	return s.recordPool(ctx, r, p, plan)
}

func (s *storage) doDeletePool(ctx context.Context, r *run, plan poolPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := s.unusedPool(plan.Pool, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "removing the pool")
	defer cancel()
	if err := r.step(ctx, "stop", 10, false); err != nil {
		return err
	}
	if err := p.StopPool(call, plan.Pool.Name); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return err
	}
	if err := p.UndefinePool(call, plan.Pool.Name); err != nil {
		return err
	}
	r.last = func(tx *store.Tx) error {
		for _, v := range s.f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Pool == plan.Pool.ID }) {
			if err := s.volumes.forgetTx(tx, string(v.ID)); err != nil {
				return err
			}
		}
		return s.pools.forgetTx(tx, string(plan.Pool.ID))
	}
	return nil
}
