package api_test

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

func (f *fake) SetupState(ctx context.Context) (novacron.SetupState, error) {
	return novacron.SetupState{Needed: true}, f.called(ctx, nil)
}

func (f *fake) NewSetupCode(ctx context.Context, m novacron.Mutation) (string, error) {
	if err := f.called(ctx, m); err != nil {
		return "", err
	}
	if f.identity.Kind != novacron.IdentityLocal {
		return "", novacron.Errorf(novacron.Forbidden, "only over the local socket")
	}
	if m.DryRun {
		return "", nil
	}
	return "7F3A-9K2M", nil
}

func (f *fake) Setup(ctx context.Context, req novacron.Setup) (novacron.Session, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Session{}, err
	}
	return f.session(req.Name, req.DryRun), nil
}

func (f *fake) Login(ctx context.Context, req novacron.Login) (novacron.Session, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Session{}, err
	}
	if req.Password != "right" {
		return novacron.Session{}, novacron.Errorf(novacron.Unauthenticated, "name or password is wrong")
	}
	return f.session(req.Name, req.DryRun), nil
}

func (f *fake) session(name string, dryRun bool) novacron.Session {
	s := novacron.Session{
		Secret: admin, User: novacron.User{Name: name, Role: novacron.RoleAdministrator, CreatedAt: day()},
		CreatedAt: day(), ExpiresAt: day().Add(12 * time.Hour), DryRun: dryRun,
	}
	if dryRun {
		s.Secret = ""
	}
	return s
}

func (f *fake) Authenticate(_ context.Context, secret, from string) (novacron.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, ok := f.sessions[secret]
	if !ok {
		return id, novacron.Errorf(novacron.Unauthenticated, "the session or token is unknown or has ended").WithMend("log in again")
	}
	id.From = from
	return id, nil
}

func (f *fake) Logout(ctx context.Context, m novacron.Mutation) error { return f.called(ctx, m) }

func (f *fake) CreateToken(ctx context.Context, req novacron.CreateToken) (novacron.APIToken, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.APIToken{}, err
	}
	if req.DryRun {
		return novacron.APIToken{User: "admin", Label: req.Label, CreatedAt: day(), DryRun: true}, nil
	}
	return novacron.APIToken{ID: "tok_1", User: "admin", Label: req.Label, CreatedAt: day(), Secret: "nct_secret"}, nil
}

func (f *fake) ListTokens(ctx context.Context, q novacron.PageRequest) (novacron.Page[novacron.APIToken], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.APIToken]{}, err
	}
	items := []novacron.APIToken{{ID: "tok_1", User: "admin", Label: "backup", CreatedAt: day()}}
	return novacron.Page[novacron.APIToken]{Items: items, Total: 1}, nil
}

func (f *fake) DeleteToken(ctx context.Context, id string, m novacron.Mutation) error {
	return f.called(ctx, mutated{m, id})
}
