package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
)

// problem says what the caller gets to see of err, and logs the rest: this is
// the only place where the cause of a failure goes to the log.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := newProblem(err, novacron.RequestIDFrom(ctx))
	switch {
	case p.Code == novacron.Internal:
		a.log.Error().Str("requestId", p.RequestID).Err(err).Msg("request failed")
	case causeOf(err) != nil:
		a.log.Debug().Str("requestId", p.RequestID).Err(err).Msg("request refused")
	}
	return p
}

func causeOf(err error) error {
	if e, ok := novacron.AsError(err); ok {
		return e.Cause
	}
	return err
}

// abort answers with the problem of err, outside of huma, and ends the request.
func (a *API) abort(c *gin.Context, err error) {
	p := a.problem(c.Request.Context(), err)
	h := c.Writer.Header()
	for name, values := range p.GetHeaders() {
		h[name] = values
	}
	body, _ := json.Marshal(p) // strings and numbers: it cannot fail
	c.Abort()
	c.Data(p.Status, problemType, append(body, '\n'))
}

// serveNoRoute answers for paths that have no route: those of the API and of
// the process with a problem, the others with the UI.
func (a *API) serveNoRoute(c *gin.Context) {
	if isAPIPath(c.Request.URL.Path) {
		a.abort(c, novacron.Errorf(novacron.NotFound, "there is nothing at %s", c.Request.URL.Path).
			WithMend("the addresses are listed at /api/docs"))
		return
	}
	if c.Request.Method != http.MethodGet {
		a.serveNoMethod(c)
		return
	}
	a.ui.serve(c.Writer, c.Request)
}

func isAPIPath(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/")
}

// serveNoMethod answers 405: the only status beside the table of codes. The
// code is invalid, and Allow, which gin sets, names the methods.
func (a *API) serveNoMethod(c *gin.Context) {
	err := novacron.Errorf(novacron.Invalid, "%s cannot be done with %s", c.Request.Method, c.Request.URL.Path).
		WithMend("the addresses and their methods are listed at /api/docs")
	p := a.problem(c.Request.Context(), err)
	p.Status = http.StatusMethodNotAllowed
	if c.Writer.Header().Get("Allow") == "" {
		c.Header("Allow", "GET, HEAD")
	}
	body, _ := json.Marshal(p)
	c.Abort()
	c.Data(p.Status, problemType, append(body, '\n'))
}

// routeOf names the route for logs and figures.
func (a *API) routeOf(c *gin.Context) string {
	if route, ok := a.routes[c.FullPath()]; ok {
		return route
	}
	if isAPIPath(c.Request.URL.Path) {
		return "none"
	}
	return "ui"
}
