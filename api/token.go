package api

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

// createToken is an API token to be made.
type createToken struct {
	Label      string `json:"label" minLength:"1" maxLength:"200" doc:"What it is for" example:"backup script"`
	TTLSeconds int64  `json:"ttlSeconds,omitempty" minimum:"1" maximum:"315360000" doc:"How long it holds; for ever when left out" example:"86400"`
	User       string `json:"user,omitempty" maxLength:"64" doc:"The user it acts as; the caller when left out. Others over the local socket only" example:"admin"`
}

type createTokenInput struct {
	MutationInput
	Body createToken
}

type tokenOutput struct {
	Status int
	Body   novacron.APIToken
}

type listTokensInput struct {
	PageInput
}

// TokenInput names a token.
type TokenInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" patternDescription:"a token's id" doc:"The token's id" example:"tok_7f3a"`
}

type deleteTokenInput struct {
	TokenInput
	MutationInput
}

func (a *API) registerTokens() {
	register(a, route{
		id: "listTokens", method: http.MethodGet, path: "/tokens", tag: accessTag, status: http.StatusOK,
		summary: "List API tokens, without their secrets", example: examplePage(exampleToken("")),
	}, a.listTokens)
	register(a, route{
		id: "createToken", method: http.MethodPost, path: "/tokens", tag: accessTag, status: http.StatusCreated,
		summary: "Make an API token", description: "The answer holds its secret, which is kept only as a hash and never sent again: a repeated request with the same " +
			"Idempotency-Key is a conflict that names the token, to be deleted when the first answer was lost.",
		example: exampleToken("nct_3q7k5v2m8x4p6r1t9w0y"), codes: []novacron.Code{novacron.NotFound, novacron.Conflict},
		more: a.documentDryRunAs(exampleTokenDryRun()),
	}, a.createToken)
	register(a, route{
		id: "deleteToken", method: http.MethodDelete, path: "/tokens/{id}", tag: accessTag, status: http.StatusNoContent,
		summary: "Revoke an API token", codes: []novacron.Code{novacron.NotFound, novacron.Conflict},
		more: a.documentDryRunAs(dryRunDone{DryRun: true}),
	}, a.deleteToken)
}

func (a *API) listTokens(ctx context.Context, in *listTokensInput) (*pageOutput[novacron.APIToken], error) {
	p, err := a.services.Access.ListTokens(ctx, in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) createToken(ctx context.Context, in *createTokenInput) (*tokenOutput, error) {
	token, err := a.services.Access.CreateToken(ctx, novacron.CreateToken{
		Mutation: in.mutation(), User: in.Body.User, Label: in.Body.Label, TTL: time.Duration(in.Body.TTLSeconds) * time.Second,
	})
	if err != nil {
		return nil, err
	}
	status := http.StatusCreated
	if token.DryRun {
		status = http.StatusOK
	}
	return &tokenOutput{Status: status, Body: token}, nil
}

func (a *API) deleteToken(ctx context.Context, in *deleteTokenInput) (*doneOutput, error) {
	return newDoneOutput(in.MutationInput, a.services.Access.DeleteToken(ctx, in.ID, in.mutation()))
}
