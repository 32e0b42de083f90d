package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedOperations is an OperationService that asks who asks.
type guardedOperations struct {
	inner   novacron.OperationService
	auditor *Auditor
}

var _ novacron.OperationService = (*guardedOperations)(nil)

// GuardOperations returns inner behind identity, permission and audit.
func GuardOperations(inner novacron.OperationService, a *Auditor) novacron.OperationService {
	return &guardedOperations{inner: inner, auditor: a}
}

// Operations implements novacron.OperationService.
func (g *guardedOperations) Operations(ctx context.Context, q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	return read(ctx, g.auditor, verbOperationList, novacron.Target{Kind: "operation"},
		func() (novacron.Page[novacron.Operation], error) { return g.inner.Operations(ctx, q) })
}

// Operation implements novacron.OperationService.
func (g *guardedOperations) Operation(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	return read(ctx, g.auditor, verbOperationShow, operationTarget(id),
		func() (novacron.Operation, error) { return g.inner.Operation(ctx, id) })
}

// Wait implements novacron.OperationService.
func (g *guardedOperations) Wait(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	return read(ctx, g.auditor, verbOperationShow, operationTarget(id),
		func() (novacron.Operation, error) { return g.inner.Wait(ctx, id) })
}

// Cancel implements novacron.OperationService. Its outcome is that the
// operation was asked to stop; what came of it is the operation's own outcome.
func (g *guardedOperations) Cancel(ctx context.Context, op novacron.OperationID, m novacron.Mutation) (novacron.Operation, error) {
	id, err := g.auditor.permit(ctx, verbOperationCancel, operationTarget(op))
	if err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		return g.inner.Cancel(ctx, op, m)
	}
	return mutate(ctx, g.auditor, id, verbOperationCancel, operationTarget(op),
		func() (novacron.Operation, novacron.Operation, error) {
			result, err := g.inner.Cancel(ctx, op, m)
			return result, novacron.Operation{}, err
		})
}

func operationTarget(id novacron.OperationID) novacron.Target {
	return novacron.Target{Kind: "operation", ID: string(id)}
}
