package api

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

// Limits of what comes before the body. A browser sends 1 to 2 KiB.
const (
	maxURLBytes    = 8 << 10
	maxHeaderBytes = 32 << 10
)

// contentPolicy lets a page load from its own origin, and from nowhere else;
// nothing inline. Data URLs are for images alone.
const contentPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors 'none'"

// secureHeaders sets what protects a browser.
func secureHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if c.Request.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// limitRequest refuses what is larger than any honest request.
func (a *API) limitRequest(c *gin.Context) {
	size := 0
	for name, values := range c.Request.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	switch {
	case len(c.Request.RequestURI) > maxURLBytes:
		a.abort(c, novacron.Errorf(novacron.TooLarge, "the address is longer than %d bytes", maxURLBytes))
	case size > maxHeaderBytes:
		a.abort(c, novacron.Errorf(novacron.TooLarge, "the headers are larger than %d bytes", maxHeaderBytes))
	}
}

// refuseCrossOrigin refuses changes, and WebSockets, that a page of another
// origin asks a browser for. Programs, and everything on the local socket, are
// not browsers and pass.
func (a *API) refuseCrossOrigin(c *gin.Context) {
	if id, ok := novacron.IdentityFrom(c.Request.Context()); ok && id.Kind == novacron.IdentityLocal {
		return
	}
	r := *c.Request
	if r.Header.Get("Upgrade") != "" {
		r.Method = http.MethodPost // an upgrade is a GET, but no safe one
	}
	if err := a.cross.Check(&r); err != nil {
		a.abort(c, novacron.Errorf(novacron.Forbidden, "a page of another origin asked for this").
			WithMend("open the page from this server's own address"))
	}
}

// observe logs every request and tells its figures: changes at info, reads at
// debug, what went wrong in here at warn.
func (a *API) observe(c *gin.Context) {
	start := time.Now()
	c.Next()
	duration, status, route := time.Since(start), c.Writer.Status(), a.routeOf(c)
	if a.opts.ObserveRequest != nil && status != http.StatusSwitchingProtocols {
		a.opts.ObserveRequest(route, c.Request.Method, status, duration)
	}
	id, _ := novacron.IdentityFrom(c.Request.Context())
	from := id.From
	if from == "" {
		from = fromOf(c.Request)
	}
	a.log.WithLevel(levelOf(c.Request.Method, status)).
		Str("requestId", novacron.RequestIDFrom(c.Request.Context())).
		Str("method", c.Request.Method).Str("route", route).Int("status", status).
		Dur("duration", duration).Str("identity", id.Name).Str("from", from).
		Msg("request")
}

func levelOf(method string, status int) zerolog.Level {
	switch {
	case status >= http.StatusInternalServerError:
		return zerolog.WarnLevel
	case method == http.MethodGet, method == http.MethodOptions:
		return zerolog.DebugLevel
	}
	return zerolog.InfoLevel
}

// recoverPanic turns a defect into an answer, and keeps the process.
func (a *API) recoverPanic(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		a.log.Error().Str("requestId", novacron.RequestIDFrom(c.Request.Context())).
			Str("stack", string(debug.Stack())).Msg("panic in a request")
		if !c.Writer.Written() {
			a.abort(c, fmt.Errorf("panic: %v", v))
		}
		c.Abort()
	}()
	c.Next()
}
