package api_test

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

func (f *fake) SetupState(ctx context.Context) (novacron.SetupState, error) {
	return novacron.SetupState{Needed: true}, f.called(ctx, nil)
}

func (f *fake) NewSetupCode(ctx context.Context) (string, error) {
	if err := f.called(ctx, nil); err != nil {
		return "", err
	}
	if f.identity.Kind != novacron.IdentityLocal {
		return "", novacron.Errorf(novacron.Forbidden, "only over the local socket")
	}
	return "7F3A-9K2M", nil
}

func (f *fake) Setup(ctx context.Context, code, name, password, from string) (novacron.Session, error) {
	if err := f.called(ctx, []string{code, name, password, from}); err != nil {
		return novacron.Session{}, err
	}
	return f.session(name), nil
}

func (f *fake) Login(ctx context.Context, name, password, from string) (novacron.Session, error) {
	if err := f.called(ctx, []string{name, password, from}); err != nil {
		return novacron.Session{}, err
	}
	if password != "right" {
		return novacron.Session{}, novacron.Errorf(novacron.Unauthenticated, "name or password is wrong")
	}
	return f.session(name), nil
}

func (f *fake) session(name string) novacron.Session {
	return novacron.Session{
		Secret: admin, User: novacron.User{Name: name, Role: novacron.RoleAdministrator, CreatedAt: day()},
		CreatedAt: day(), ExpiresAt: day().Add(12 * time.Hour),
	}
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

func (f *fake) Logout(ctx context.Context) error { return f.called(ctx, nil) }

func (f *fake) CreateToken(ctx context.Context, user, label string, ttl time.Duration) (novacron.APIToken, error) {
	if err := f.called(ctx, []string{user, label, ttl.String()}); err != nil {
		return novacron.APIToken{}, err
	}
	return novacron.APIToken{ID: "tok_1", User: "admin", Label: label, CreatedAt: day(), Secret: "nct_secret"}, nil
}

func (f *fake) ListTokens(ctx context.Context, q novacron.PageRequest) (novacron.Page[novacron.APIToken], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.APIToken]{}, err
	}
	items := []novacron.APIToken{{ID: "tok_1", User: "admin", Label: "backup", CreatedAt: day()}}
	return novacron.Page[novacron.APIToken]{Items: items, Total: 1}, nil
}

func (f *fake) DeleteToken(ctx context.Context, id string) error { return f.called(ctx, id) }
