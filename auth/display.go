package auth

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

// guardedDisplays is a DisplayService that asks who asks.
type guardedDisplays struct {
	inner   novacron.DisplayService
	auditor *Auditor
}

var _ novacron.DisplayService = (*guardedDisplays)(nil)

// GuardDisplays returns inner behind identity, permission and audit. To look at
// a screen is a read; to have its keyboard is as much as to log in there.
func GuardDisplays(inner novacron.DisplayService, a *Auditor) novacron.DisplayService {
	return &guardedDisplays{inner: inner, auditor: a}
}

// Consoles implements novacron.DisplayService.
func (g *guardedDisplays) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	return read(ctx, g.auditor, verbVMShow, vmTarget(id), func() (novacron.VMConsoles, error) {
		return g.inner.Consoles(ctx, id)
	})
}

// OpenDisplay implements novacron.DisplayService. Who only watches needs a read's
// permission; both are recorded, as is their end.
func (g *guardedDisplays) OpenDisplay(ctx context.Context, vm novacron.VMID, req novacron.OpenDisplay) (io.ReadWriteCloser, error) {
	v, ending := verbVMVNC, verbVMVNCClose
	if req.ViewOnly {
		v, ending = verbVMWatch, verbVMWatchClose
	}
	id, err := g.auditor.permit(ctx, v, vmTarget(vm))
	if err != nil {
		return nil, err
	}
	return attach(ctx, g.auditor, id, v, ending, vmTarget(vm), func() (io.ReadWriteCloser, error) {
		return g.inner.OpenDisplay(ctx, vm, req)
	})
}

// Screenshot implements novacron.DisplayService.
func (g *guardedDisplays) Screenshot(ctx context.Context, id novacron.VMID, width int) (novacron.Screenshot, error) {
	return read(ctx, g.auditor, verbVMScreenshot, vmTarget(id), func() (novacron.Screenshot, error) {
		return g.inner.Screenshot(ctx, id, width)
	})
}

// PressKeys implements novacron.DisplayService.
func (g *guardedDisplays) PressKeys(ctx context.Context, vm novacron.VMID, req novacron.PressKeys) error {
	_, err := input(ctx, g.auditor, verbVMKeys, vm, req.DryRun, func() (struct{}, error) {
		return struct{}{}, g.inner.PressKeys(ctx, vm, req)
	})
	return err
}

// TypeText implements novacron.DisplayService. What is typed is not recorded.
func (g *guardedDisplays) TypeText(ctx context.Context, vm novacron.VMID, req novacron.TypeText) (novacron.Typed, error) {
	return input(ctx, g.auditor, verbVMType, vm, req.DryRun, func() (novacron.Typed, error) {
		return g.inner.TypeText(ctx, vm, req)
	})
}

// input is mutate for what is done to a guest at once, without an operation.
func input[T any](ctx context.Context, a *Auditor, v verb, vm novacron.VMID, dryRun bool, do func() (T, error)) (T, error) {
	id, err := a.permit(ctx, v, vmTarget(vm))
	if err != nil {
		var none T
		return none, err
	}
	if dryRun {
		return do()
	}
	return mutate(ctx, a, id, v, vmTarget(vm), func() (T, novacron.Operation, error) {
		result, err := do()
		return result, novacron.Operation{}, err
	})
}
