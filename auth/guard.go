package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// identify returns who asks. Unauthenticated when nobody does.
func identify(ctx context.Context) (novacron.Identity, error) {
	id, ok := novacron.IdentityFrom(ctx)
	if !ok || id.Kind == "" || id.Name == "" {
		return novacron.Identity{}, novacron.Errorf(novacron.Unauthenticated, "nobody is logged in").
			WithMend("log in, or send an API token")
	}
	return id, nil
}

// permit returns who asks when they may ask for v, and records it when they
// may not.
func (a *Auditor) permit(ctx context.Context, v verb, target novacron.Target) (novacron.Identity, error) {
	return a.permitAs(ctx, v, v, target)
}

// permitAs is permit for a verb whose permission is that of a class of verbs.
func (a *Auditor) permitAs(ctx context.Context, v, class verb, target novacron.Target) (novacron.Identity, error) {
	id, err := identify(ctx)
	if err != nil {
		return id, err
	}
	if !permits(id, class) {
		err := refusal(id, v)
		a.denied(ctx, id, v, target, err)
		return id, err
	}
	return id, nil
}

// refusal is why an identity may not ask for v, and who may.
func refusal(id novacron.Identity, v verb) error {
	if v == verbSetupCode {
		return novacron.Errorf(novacron.Forbidden, "only root on the host may make a setup code").
			WithMend("on the host, as root: novacron setup-code")
	}
	return novacron.Errorf(novacron.Forbidden, "the role %s does not permit %s", id.Role, v).
		WithMend("ask an administrator")
}

// read calls a method that changes nothing, if it is permitted.
func read[T any](ctx context.Context, a *Auditor, v verb, target novacron.Target, do func() (T, error)) (T, error) {
	if _, err := a.permit(ctx, v, target); err != nil {
		var none T
		return none, err
	}
	return do()
}

// mutate calls a method that changes something for an identity that may: after
// its intent is on disk, and before its outcome or its acceptance as an
// operation is.
func mutate[T any](ctx context.Context, a *Auditor, id novacron.Identity, v verb, target novacron.Target,
	do func() (T, novacron.Operation, error),
) (T, error) {
	intent, err := a.intent(ctx, id, v, target)
	if err != nil {
		var none T
		return none, err
	}
	result, op, err := do()
	a.settle(ctx, intent, op, err)
	return result, err
}

// operateOn is permit, then mutate, for what answers with an operation. A dry
// run leaves no intent: it changes nothing.
func operateOn(ctx context.Context, a *Auditor, v verb, target novacron.Target, dryRun bool,
	do func() (novacron.Operation, error),
) (novacron.Operation, error) {
	id, err := a.permit(ctx, v, target)
	if err != nil {
		return novacron.Operation{}, err
	}
	if dryRun {
		return do()
	}
	return mutate(ctx, a, id, v, target, func() (novacron.Operation, novacron.Operation, error) {
		op, err := do()
		return op, op, err
	})
}
