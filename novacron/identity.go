package novacron

import (
	"context"
	"time"
)

// IdentityKind says how an identity proved itself.
type IdentityKind string

// The kinds of identity.
const (
	IdentityUser   IdentityKind = "user"   // a person with a session or an API token
	IdentityLocal  IdentityKind = "local"  // a process on this host, known by the kernel (SO_PEERCRED)
	IdentitySystem IdentityKind = "system" // NovaCron itself: recovery, reconciliation
)

// Identity is who asks. It is in the context of every call to a service.
type Identity struct {
	Kind    IdentityKind `json:"kind" enum:"user,local,system" doc:"How the identity proved itself"`
	Name    string       `json:"name" doc:"User name, host account or system part" example:"admin"`
	Role    Role         `json:"role" enum:"administrator,operator,viewer" doc:"What it may do"`
	Session string       `json:"-"` // which session or token proved it; empty for local and system
	From    string       `json:"from,omitempty" doc:"Network address or socket it came from" example:"192.0.2.7"`
}

// Role is a named set of permissions.
type Role string

// The built-in roles.
const (
	RoleAdministrator Role = "administrator" // everything
	RoleOperator      Role = "operator"      // everything with VMs, nothing with users
	RoleViewer        Role = "viewer"        // reads
)

// System returns the identity of a part of NovaCron that acts by itself.
func System(part string) Identity {
	return Identity{Kind: IdentitySystem, Name: part, Role: RoleAdministrator}
}

type contextKey int

const (
	identityKey contextKey = iota
	requestIDKey
)

// WithIdentity returns a context in which id asks.
func WithIdentity(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, identityKey, id)
}

// IdentityFrom returns who asks, and whether anybody does.
func IdentityFrom(ctx context.Context) (Identity, bool) {
	id, ok := ctx.Value(identityKey).(Identity)
	return id, ok
}

// WithRequestID returns a context that carries the id under which logs, audit
// and error bodies speak of one request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey, id)
}

// RequestIDFrom returns the request's id, or the empty string.
func RequestIDFrom(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// User is a person who may log in.
type User struct {
	Name      string    `json:"name" doc:"Login name" example:"admin"`
	Role      Role      `json:"role" enum:"administrator,operator,viewer" doc:"What the user may do"`
	CreatedAt time.Time `json:"createdAt" doc:"When the user was made"`
}

// Session is one login of a user on this node.
type Session struct {
	Secret    string // what the cookie carries; only at creation
	User      User
	CreatedAt time.Time
	ExpiresAt time.Time // absolute end, whatever is done with it
	DryRun    bool      // none was started: the answer to a dry run, without a Secret
}

// Login asks for a session.
type Login struct {
	Mutation `json:"-"`

	Name     string
	Password string
	From     string // network address that it is asked from
}

// Setup asks for the first administrator and a session of theirs.
type Setup struct {
	Mutation `json:"-"`

	Code     string // the one-time setup code
	Name     string
	Password string
	From     string // network address that it is asked from
}

// CreateToken asks for an API token.
type CreateToken struct {
	Mutation `json:"-"`

	User  string        // whom it acts as; empty for who asks
	Label string        // what it is for
	TTL   time.Duration // how long it holds; 0 for ever
}

// APIToken is a secret that lets a program act as a user.
type APIToken struct {
	ID        string     `json:"id" doc:"Name of the token among the user's tokens" example:"tok_7f3a"`
	User      string     `json:"user" doc:"The user it acts as" example:"admin"`
	Label     string     `json:"label" doc:"What it is for" example:"backup script"`
	CreatedAt time.Time  `json:"createdAt" doc:"When it was made"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"When it ends; absent for never"`
	Secret    string     `json:"secret,omitempty" doc:"The token itself; shown once, when it is made"`
	DryRun    bool       `json:"dryRun,omitempty" doc:"True when none was made: the answer to ?dryRun=true, without an id and a secret"`
}

// SetupState says whether the first administrator exists.
type SetupState struct {
	Needed bool `json:"needed" doc:"True until the first administrator was made with the setup code"`
}

// AccessService is how people and programs prove who they are. Login, Setup and
// Authenticate take calls without an identity and are rate limited by the
// address in From: Exhausted with a mend that says when to come again.
// Everything else needs an identity.
//
// A dry run checks all that the call does, counts as an attempt where those
// are limited, and changes nothing. What is made here has a secret that is kept
// only as a hash and cannot be told again, so a repeated request with the same
// idempotency key, whose first answer may be lost, means: for Login and Setup a
// new session in the place of the first one's, for NewSetupCode a new code as
// every call gives, for CreateToken a Conflict that names the token, because
// somebody may use it already. The Revision of a Mutation means nothing here.
type AccessService interface {
	// SetupState says whether first-time setup is still needed.
	SetupState(ctx context.Context) (SetupState, error)
	// NewSetupCode replaces the one-time setup code and returns the new one,
	// with a dry run none. Local identities only. WrongState once an
	// administrator exists.
	NewSetupCode(ctx context.Context, m Mutation) (string, error)
	// Setup makes the first administrator and logs in. The code is used up.
	// Forbidden for a wrong code, WrongState once an administrator exists,
	// Invalid with fields for a name or password that cannot be used.
	Setup(ctx context.Context, req Setup) (Session, error)
	// Login starts a session. Unauthenticated, without saying which of name and
	// password was wrong.
	Login(ctx context.Context, req Login) (Session, error)
	// Authenticate returns the identity behind a session cookie or API token.
	// Unauthenticated when it is unknown, expired or revoked.
	Authenticate(ctx context.Context, secret, from string) (Identity, error)
	// Logout ends the session that the identity in ctx came with.
	Logout(ctx context.Context, m Mutation) error
	// CreateToken makes an API token for the user in ctx (or, asked by a local
	// identity, for the named user).
	CreateToken(ctx context.Context, req CreateToken) (APIToken, error)
	// ListTokens returns the tokens of the user in ctx; of all users for local
	// identities. Secrets are empty.
	ListTokens(ctx context.Context, page PageRequest) (Page[APIToken], error)
	// DeleteToken revokes a token. NotFound, but not for a repeated request.
	DeleteToken(ctx context.Context, id string, m Mutation) error
}
