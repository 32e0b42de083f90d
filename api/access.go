package api

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

const accessTag = "access"

type setupStateOutput struct {
	Body novacron.SetupState
}

// credentials are what a person proves themselves with.
type credentials struct {
	Name     string `json:"name" minLength:"1" maxLength:"64" doc:"Login name" example:"admin"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"Password" example:"correct horse battery staple"`
}

// firstCredentials are those of the first administrator.
type firstCredentials struct {
	Code     string `json:"code" minLength:"1" maxLength:"128" doc:"The one-time setup code, of novacron setup-code" example:"7F3A-9K2M"`
	Name     string `json:"name" minLength:"1" maxLength:"64" doc:"Login name to be made" example:"admin"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"Password to be set" example:"correct horse battery staple"`
}

type setupInput struct {
	MutationInput
	Body firstCredentials
}

type loginInput struct {
	MutationInput
	Body credentials
}

// session is a login, without its secret: that is in the cookie alone.
type session struct {
	User      novacron.User `json:"user" doc:"Who is logged in"`
	ExpiresAt time.Time     `json:"expiresAt" doc:"When the session ends, whatever is done with it"`
	DryRun    bool          `json:"dryRun,omitempty" doc:"True when none was started: the answer to ?dryRun=true"`
}

type sessionOutput struct {
	Status    int
	SetCookie string `header:"Set-Cookie" doc:"The session's cookie: Secure, HttpOnly, SameSite=Strict" example:"novacron_session=...; Path=/; HttpOnly; Secure; SameSite=Strict"`
	Body      session
}

type logoutOutput struct {
	Status    int
	SetCookie string `header:"Set-Cookie" doc:"Makes the browser forget the session" example:"novacron_session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"`
	Body      *dryRunDone
}

type identityOutput struct {
	Body novacron.Identity
}

// setupCode is a one-time code.
type setupCode struct {
	Code   string `json:"code,omitempty" doc:"Makes the first administrator, once" example:"7F3A-9K2M"`
	DryRun bool   `json:"dryRun,omitempty" doc:"True when none was made: the answer to ?dryRun=true"`
}

type setupCodeOutput struct {
	Body setupCode
}

func (a *API) registerAccess() {
	register(a, route{
		id: "getSetupState", method: http.MethodGet, path: "/setup", tag: accessTag, public: true, status: http.StatusOK,
		summary: "Say whether the first administrator is still to be made", example: novacron.SetupState{Needed: true},
	}, a.getSetupState)
	register(a, route{
		id: "setUp", method: http.MethodPost, path: "/setup", tag: accessTag, public: true, status: http.StatusCreated,
		summary: "Make the first administrator with the setup code, and log in", example: exampleSession(),
		description: "A repeated request with the same Idempotency-Key, name, code and password logs in: its session takes the place of the first one's. " +
			"With dryRun everything is checked, which counts as an attempt, and the code stays good.",
		codes: []novacron.Code{novacron.Unauthenticated, novacron.Conflict, novacron.WrongState, novacron.Exhausted},
		more:  a.documentDryRunAs(exampleSessionDryRun()),
	}, a.setUp)
	register(a, route{
		id: "logIn", method: http.MethodPost, path: "/login", tag: accessTag, public: true, status: http.StatusOK,
		summary: "Log in", example: exampleSession(),
		description: "A session's secret is kept only as a hash and cannot be sent again: the session of a repeated request with the same " +
			"Idempotency-Key takes the place of the first one's. With dryRun the name and password are checked, which counts as an attempt, and no session is started.",
		codes: []novacron.Code{novacron.Unauthenticated, novacron.Conflict, novacron.Exhausted},
	}, a.logIn)
	register(a, route{
		id: "logOut", method: http.MethodPost, path: "/logout", tag: accessTag, status: http.StatusNoContent,
		summary: "End the session", codes: []novacron.Code{novacron.Conflict, novacron.WrongState},
		more: a.documentDryRunAs(dryRunDone{DryRun: true}),
	}, a.logOut)
	register(a, route{
		id: "getIdentity", method: http.MethodGet, path: "/me", tag: accessTag, status: http.StatusOK,
		summary: "Say who asks", example: exampleIdentity(),
	}, a.getIdentity)
	register(a, route{
		id: "createSetupCode", method: http.MethodPost, path: "/setup-code", tag: accessTag, status: http.StatusOK,
		summary: "Replace the setup code", description: "Over the local socket only. Every call makes a new code, which ends the one before it, " +
			"and so does one that is repeated with the same Idempotency-Key: a code is kept only as a hash and cannot be sent again.",
		example: setupCode{Code: "7F3A-9K2M"}, codes: []novacron.Code{novacron.Conflict, novacron.WrongState},
	}, a.createSetupCode)
}

func (a *API) getSetupState(ctx context.Context, _ *struct{}) (*setupStateOutput, error) {
	state, err := a.services.Access.SetupState(ctx)
	if err != nil {
		return nil, err
	}
	return &setupStateOutput{Body: state}, nil
}

func (a *API) setUp(ctx context.Context, in *setupInput) (*sessionOutput, error) {
	s, err := a.services.Access.Setup(ctx, novacron.Setup{
		Mutation: in.mutation(), Code: in.Body.Code, Name: in.Body.Name, Password: in.Body.Password, From: fromOf(requestFrom(ctx)),
	})
	return newSessionOutput(http.StatusCreated, s, err)
}

func (a *API) logIn(ctx context.Context, in *loginInput) (*sessionOutput, error) {
	s, err := a.services.Access.Login(ctx, novacron.Login{
		Mutation: in.mutation(), Name: in.Body.Name, Password: in.Body.Password, From: fromOf(requestFrom(ctx)),
	})
	return newSessionOutput(http.StatusOK, s, err)
}

// newSessionOutput answers with the status that a session's start has. A dry
// run has started none: there is no cookie.
func newSessionOutput(status int, s novacron.Session, err error) (*sessionOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &sessionOutput{Status: status, Body: session{User: s.User, ExpiresAt: s.ExpiresAt, DryRun: s.DryRun}}
	if s.DryRun {
		out.Status = http.StatusOK
		return out, nil
	}
	out.SetCookie = sessionCookie(s)
	return out, nil
}

func (a *API) logOut(ctx context.Context, in *MutationInput) (*logoutOutput, error) {
	if err := a.services.Access.Logout(ctx, in.mutation()); err != nil {
		return nil, err
	}
	out := &logoutOutput{}
	out.Status, out.Body = doneAnswer(*in)
	if !in.DryRun {
		out.SetCookie = endedCookie()
	}
	return out, nil
}

func (a *API) getIdentity(ctx context.Context, _ *struct{}) (*identityOutput, error) {
	id, ok := novacron.IdentityFrom(ctx)
	if !ok {
		return nil, novacron.Errorf(novacron.Unauthenticated, "this needs an identity")
	}
	return &identityOutput{Body: id}, nil
}

func (a *API) createSetupCode(ctx context.Context, in *MutationInput) (*setupCodeOutput, error) {
	code, err := a.services.Access.NewSetupCode(ctx, in.mutation())
	if err != nil {
		return nil, err
	}
	return &setupCodeOutput{Body: setupCode{Code: code, DryRun: in.DryRun}}, nil
}
