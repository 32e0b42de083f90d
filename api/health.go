package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// health is the answer to a probe.
type health struct {
	Status string `json:"status" enum:"alive,ready" doc:"What is so" example:"ready"`
}

type healthOutput struct {
	Body health
}

func (a *API) registerHealth() {
	register(a, route{
		id: "getHealth", method: http.MethodGet, path: "/healthz", root: true, tag: "health", public: true, status: http.StatusOK,
		summary: "Say that the process answers", example: health{Status: "alive"},
	}, a.getHealth)
	register(a, route{
		id: "getReadiness", method: http.MethodGet, path: "/readyz", root: true, tag: "health", public: true, status: http.StatusOK,
		summary: "Say whether requests can be served", example: health{Status: "ready"},
	}, a.getReadiness)
}

func (a *API) getHealth(context.Context, *struct{}) (*healthOutput, error) {
	return &healthOutput{Body: health{Status: "alive"}}, nil
}

// getReadiness answers without a reason for what is not ready: the probe needs
// no identity, and the log has it.
func (a *API) getReadiness(context.Context, *struct{}) (*healthOutput, error) {
	if a.opts.Ready != nil {
		if err := a.opts.Ready(); err != nil {
			return nil, &novacron.Error{
				Code: novacron.Unavailable, Detail: "not ready yet", Mend: "the log says what is waited for", Cause: err,
			}
		}
	}
	return &healthOutput{Body: health{Status: "ready"}}, nil
}
