package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
)

// SessionCookie is the name of the cookie that carries a session's secret.
const SessionCookie = "novacron_session"

// maxSecretBytes bounds a token or cookie: ours are far below.
const maxSecretBytes = 512

// authenticate finds out who asks and puts the identity into the context. It
// takes, in this order, an API token, what the listener of the local socket
// knows already, and the session cookie. A token that is wrong is not made up
// for by another proof.
func (a *API) authenticate(c *gin.Context) {
	if a.isPublic(c) {
		return
	}
	if kind, ok := ticketKinds()[a.routes[c.FullPath()]]; ok && c.Request.URL.Query().Has("ticket") {
		a.redeem(c, kind)
		return
	}
	id, err := a.identify(c.Request)
	if err != nil {
		a.abort(c, err)
		return
	}
	c.Request = c.Request.WithContext(novacron.WithIdentity(c.Request.Context(), id))
}

// isPublic says whether the route needs no identity. What has no route is the
// UI's, or an answer that tells nothing.
func (a *API) isPublic(c *gin.Context) bool {
	pattern := c.FullPath()
	return pattern == "" || a.public[c.Request.Method+" "+pattern]
}

func (a *API) identify(r *http.Request) (novacron.Identity, error) {
	ctx := r.Context()
	secret, given, err := secretOf(r)
	if err != nil {
		return novacron.Identity{}, err
	}
	if id, ok := novacron.IdentityFrom(ctx); ok && !given {
		return id, nil
	}
	if secret == "" {
		return novacron.Identity{}, novacron.Errorf(novacron.Unauthenticated, "this needs an identity").
			WithMend("log in, or send an API token: Authorization: Bearer TOKEN")
	}
	return a.services.Access.Authenticate(ctx, secret, fromOf(r))
}

// secretOf returns the secret that came with the request, and whether it was
// given on purpose: as a token and not as a cookie.
func secretOf(r *http.Request) (secret string, given bool, err error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		token = strings.TrimSpace(token)
		if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxSecretBytes {
			return "", true, novacron.Errorf(novacron.Unauthenticated, "the Authorization header cannot be used").
				WithMend("send it as: Authorization: Bearer TOKEN")
		}
		return token, true, nil
	}
	for _, cookie := range r.CookiesNamed(SessionCookie) {
		if len(cookie.Value) <= maxSecretBytes {
			return cookie.Value, false, nil
		}
	}
	return "", false, nil
}

// recheck returns a function that says whether the request's proof still
// holds; nil where it cannot end: on the local socket.
func (a *API) recheck(r *http.Request) func(context.Context) error {
	secret, given, err := secretOf(r)
	id, _ := novacron.IdentityFrom(r.Context())
	if err != nil || secret == "" || (id.Kind == novacron.IdentityLocal && !given) {
		return nil
	}
	return func(ctx context.Context) error {
		_, err := a.services.Access.Authenticate(ctx, secret, fromOf(r))
		return err
	}
}

// sessionCookie makes the cookie of a session.
func sessionCookie(s novacron.Session) string {
	return newCookie(s.Secret, s.ExpiresAt, 0)
}

// endedCookie makes a browser forget its session.
func endedCookie() string {
	return newCookie("", time.Unix(0, 0), -1)
}

// newCookie makes a cookie that scripts cannot read and that a browser sends
// over TLS alone and from our own pages alone.
func newCookie(value string, expires time.Time, maxAge int) string {
	cookie := http.Cookie{
		Name: SessionCookie, Value: value, Path: "/", Expires: expires.UTC(), MaxAge: maxAge,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	return cookie.String()
}
