package auth

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// maxTokens is how many API tokens a user has at the most.
	maxTokens = 100
	// maxLabel is the most characters of a token's label.
	maxLabel = 200
	// maxTokenTTL is the longest life of a token that ends at all.
	maxTokenTTL = 10 * 365 * 24 * time.Hour
)

// tokenID is the id of the token whose secret has that hash: its first 64 bits.
// The record is found by what the caller presents, without an index.
func tokenID(hash string) string { return "tok_" + hash[:16] }

// CreateToken implements novacron.AccessService. Forbidden for an identity that
// itself came with a token: who steals a token that ends must not be able to
// make one that does not.
func (s *Access) CreateToken(ctx context.Context, req novacron.CreateToken) (novacron.APIToken, error) {
	target := novacron.Target{Kind: "token", Name: req.Label}
	id, err := s.auditor.permit(ctx, verbTokenCreate, target)
	if err != nil {
		return novacron.APIToken{}, err
	}
	owner, err := tokenOwner(id, req.User)
	if err != nil {
		s.auditor.denied(ctx, id, verbTokenCreate, target, err)
		return novacron.APIToken{}, err
	}
	if err := checkToken(owner, req.Label, req.TTL); err != nil {
		return novacron.APIToken{}, err
	}
	rec, secret := s.newToken(owner, req.Label, req.TTL)
	target.ID = rec.ID
	asked := change{by: id, verb: verbTokenCreate, target: target, mutation: req.Mutation, content: []any{owner, req.Label, req.TTL}}
	err = s.change(ctx, asked, func(tx *store.Tx, earlier string) (string, error) {
		if earlier != "" {
			return "", errTokenTold(tx, earlier)
		}
		return rec.ID, putToken(tx, rec)
	})
	if err != nil {
		return novacron.APIToken{}, err
	}
	token := rec.APIToken
	if req.DryRun {
		token.ID, token.DryRun = "", true
		return token, nil
	}
	token.Secret = secret
	return token, nil
}

// errTokenTold is the answer to a repeated request for a token: its secret was
// in the first answer and is nowhere now. Handing the token out without it would
// look like a success to a program that needs the secret; making another in its
// place would end one that may be in use.
func errTokenTold(tx *store.Tx, id string) error {
	if _, err := tx.Tokens().Get(id); err != nil {
		if novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
		return novacron.Errorf(novacron.Conflict, "the first request with this idempotency key made the token %s, which was deleted since", id).
			WithMend("make another with a new key")
	}
	return novacron.Errorf(novacron.Conflict,
		"the first request with this idempotency key made the token %s; its secret was told once and is not kept", id).
		WithMend("if that answer was lost, delete %s and make another with a new key", id)
}

// tokenOwner returns whom a new token acts as.
func tokenOwner(id novacron.Identity, user string) (string, error) {
	if id.Kind != novacron.IdentityUser {
		return normalName(user), nil
	}
	if user != "" && normalName(user) != id.Name {
		return "", novacron.Errorf(novacron.Forbidden, "a token acts as the user who makes it").
			WithMend("log in as that user, or make it on the host")
	}
	if strings.HasPrefix(id.Session, byToken) {
		return "", novacron.Errorf(novacron.Forbidden, "a token cannot make tokens").
			WithMend("log in with a password, or make it on the host")
	}
	return id.Name, nil
}

// checkToken refuses a token that cannot be, naming every field at fault.
func checkToken(owner, label string, ttl time.Duration) error {
	var fields []novacron.Field
	if !validName(owner) {
		fields = append(fields, novacron.Field{Name: "user", Detail: "must name the user whom the token acts as"})
	}
	printable := utf8.ValidString(label) && !strings.ContainsFunc(label, unicode.IsControl)
	if n := utf8.RuneCountInString(label); n < 1 || n > maxLabel || !printable {
		fields = append(fields, novacron.Field{Name: "label", Detail: "must be 1 to 200 printable characters"})
	}
	if ttl < 0 || ttl > maxTokenTTL {
		fields = append(fields, novacron.Field{Name: "ttlSeconds", Detail: "must be 0 for never, or 10 years at the most"})
	}
	if fields != nil {
		return novacron.InvalidFields(fields)
	}
	return nil
}

func (s *Access) newToken(owner, label string, ttl time.Duration) (store.TokenRecord, string) {
	secret := newTokenSecret()
	hash := hashSecret(secret)
	now := s.now().UTC()
	token := novacron.APIToken{ID: tokenID(hash), User: owner, Label: label, CreatedAt: now}
	if ttl > 0 {
		expires := now.Add(ttl)
		token.ExpiresAt = &expires
	}
	return store.TokenRecord{APIToken: token, Hash: hash}, secret
}

func putToken(tx *store.Tx, rec store.TokenRecord) error {
	if _, err := tx.Users().Get(rec.User); err != nil {
		return err
	}
	if _, err := tx.Tokens().Get(rec.ID); err == nil {
		return novacron.Errorf(novacron.Unavailable, "the new token's id is taken") // 1 in 2^64
	}
	tokens, err := tokensOf(tx, rec.User)
	if err != nil {
		return err
	}
	if len(tokens) >= maxTokens {
		return novacron.Errorf(novacron.Exhausted, "user %s has %d tokens", rec.User, maxTokens).
			WithMend("delete those that are not used")
	}
	return tx.Tokens().Put(rec.ID, rec)
}

// tokensOf returns a user's tokens, or everybody's for the empty name, oldest first.
func tokensOf(tx *store.Tx, user string) ([]novacron.APIToken, error) {
	var tokens []novacron.APIToken
	err := tx.Tokens().Each(func(_ string, rec store.TokenRecord) error {
		if user == "" || rec.User == user {
			tokens = append(tokens, rec.APIToken)
		}
		return nil
	})
	slices.SortFunc(tokens, func(a, b novacron.APIToken) int { return cmp.Compare(tokenRank(a), tokenRank(b)) })
	return tokens, err
}

// tokenRank sorts by age; it is also what a cursor carries.
func tokenRank(t novacron.APIToken) string {
	return t.CreatedAt.UTC().Format("2006-01-02T15:04:05.000000000Z") + " " + t.ID
}

// ListTokens implements novacron.AccessService, oldest first.
func (s *Access) ListTokens(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.APIToken], error) {
	empty := novacron.Page[novacron.APIToken]{}
	id, err := s.auditor.permit(ctx, verbTokenList, novacron.Target{Kind: "token"})
	if err != nil {
		return empty, err
	}
	if page.Limit < 0 || page.Limit > novacron.MaxPageLimit {
		return empty, novacron.InvalidField("limit", "must be 1 to %d", novacron.MaxPageLimit)
	}
	after, err := base64.RawURLEncoding.DecodeString(page.Cursor)
	if err != nil {
		return empty, novacron.InvalidField("cursor", "is not one that this list gave")
	}
	var tokens []novacron.APIToken
	err = s.store.View(func(tx *store.Tx) (err error) {
		tokens, err = tokensOf(tx, ownerFilter(id))
		return err
	})
	if err != nil {
		return empty, err
	}
	return tokenPage(tokens, string(after), cmp.Or(page.Limit, novacron.DefaultPageLimit)), nil
}

// tokenPage cuts the page after a rank out of all tokens.
func tokenPage(tokens []novacron.APIToken, after string, limit int) novacron.Page[novacron.APIToken] {
	page := novacron.Page[novacron.APIToken]{Items: []novacron.APIToken{}, Total: len(tokens)}
	for _, t := range tokens {
		if tokenRank(t) <= after {
			continue
		}
		if len(page.Items) == limit {
			last := page.Items[limit-1]
			page.Next = base64.RawURLEncoding.EncodeToString([]byte(tokenRank(last)))
			break
		}
		t.Secret = ""
		page.Items = append(page.Items, t)
	}
	return page
}

// ownerFilter is whose tokens an identity sees: its own, or everybody's (the
// empty name) on the host.
func ownerFilter(id novacron.Identity) string {
	if id.Kind == novacron.IdentityUser {
		return id.Name
	}
	return ""
}

// DeleteToken implements novacron.AccessService. A token of somebody else is
// NotFound, as if it were not there.
func (s *Access) DeleteToken(ctx context.Context, tokenID string, m novacron.Mutation) error {
	target := novacron.Target{Kind: "token", ID: tokenID}
	id, err := s.auditor.permit(ctx, verbTokenDelete, target)
	if err != nil {
		return err
	}
	hash := ""
	asked := change{by: id, verb: verbTokenDelete, target: target, mutation: m, content: tokenID}
	err = s.change(ctx, asked, func(tx *store.Tx, earlier string) (string, error) {
		if earlier != "" {
			return "", errNothing
		}
		rec, err := tx.Tokens().Get(tokenID)
		owner := ownerFilter(id)
		if novacron.CodeOf(err) == novacron.NotFound || err == nil && owner != "" && rec.User != owner {
			return "", novacron.Errorf(novacron.NotFound, "token %s", clip(tokenID, maxRecordedName))
		}
		if err != nil {
			return "", err
		}
		hash = rec.Hash
		return tokenID, tx.Tokens().Delete(tokenID)
	})
	if err == nil && !m.DryRun && hash != "" {
		s.cache.invalidate(hash)
	}
	return err
}
