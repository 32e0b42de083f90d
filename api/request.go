package api

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
)

// MaxWait bounds how long a request may ask the server to wait for something.
const MaxWait = 60 // seconds: most proxies give up after this

// maxRequestID bounds an id that comes from outside.
const maxRequestID = 64

type contextKey int

// requestKey finds the *http.Request of a handler's context.
const requestKey contextKey = iota

// identifyRequest gives the request an id: the caller's own when it is sane,
// so that a proxy's log and ours speak of the same request.
func (a *API) identifyRequest(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if !saneRequestID(id) {
		id = newRequestID()
	}
	c.Header("X-Request-Id", id)
	ctx := novacron.WithRequestID(c.Request.Context(), id)
	ctx = context.WithValue(ctx, requestKey, c.Request)
	c.Request = c.Request.WithContext(ctx)
}

// newRequestID returns 80 random bits: enough that two never meet in a log.
func newRequestID() string { return strings.ToLower(rand.Text()[:16]) }

func saneRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, r := range id {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		if !letter && !strings.ContainsRune("._-", r) {
			return false
		}
	}
	return true
}

// requestFrom returns the request that a handler's context belongs to.
func requestFrom(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey).(*http.Request)
	return r
}

// fromOf returns the address that a request came from, as far as the connection
// itself knows it. Headers of proxies are not believed: anybody can write them.
func fromOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
