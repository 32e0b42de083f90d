package api

import (
	"net/http"
	"strconv"

	"github.com/novacron/novacron/novacron"
)

// problemType is the media type of every failure (RFC 9457).
const problemType = "application/problem+json"

// Seconds after which a request that was refused for now may be sent again.
const (
	retryAfterUnavailable = 5  // a restarting libvirtd is back in about this time
	retryAfterExhausted   = 30 // limits are counted over minutes
)

// statusClientClosed is what the world has come to call a request whose client
// went away (first in nginx).
const statusClientClosed = 499

// statusOf is the table of codes and HTTP statuses: the only one.
func statusOf(code novacron.Code) int {
	switch code {
	case novacron.Invalid:
		return http.StatusBadRequest
	case novacron.Unauthenticated:
		return http.StatusUnauthorized
	case novacron.Forbidden:
		return http.StatusForbidden
	case novacron.NotFound:
		return http.StatusNotFound
	case novacron.Conflict, novacron.WrongState:
		return http.StatusConflict
	case novacron.Stale:
		return http.StatusPreconditionFailed
	case novacron.TooLarge:
		return http.StatusRequestEntityTooLarge
	case novacron.Exhausted:
		return http.StatusTooManyRequests
	case novacron.Unsupported:
		return http.StatusNotImplemented
	case novacron.Unavailable:
		return http.StatusServiceUnavailable
	case novacron.Timeout:
		return http.StatusGatewayTimeout
	case novacron.Canceled:
		return statusClientClosed
	}
	return http.StatusInternalServerError
}

// titleOf says what a code means, the same for every occurrence.
func titleOf(code novacron.Code) string {
	switch code {
	case novacron.Invalid:
		return "The request cannot be used"
	case novacron.Unauthenticated:
		return "Nobody is logged in"
	case novacron.Forbidden:
		return "Not permitted"
	case novacron.NotFound:
		return "Not found"
	case novacron.Conflict:
		return "In conflict with what is there"
	case novacron.WrongState:
		return "Not possible in this state"
	case novacron.Stale:
		return "Changed meanwhile"
	case novacron.TooLarge:
		return "Too large"
	case novacron.Exhausted:
		return "A limit is reached"
	case novacron.Unsupported:
		return "Not supported here"
	case novacron.Unavailable:
		return "Not available now"
	case novacron.Timeout:
		return "It did not end in time"
	case novacron.Canceled:
		return "Canceled"
	}
	return "Internal error"
}

// Problem is the body of every failure.
type Problem struct { //nolint:errname // the word of RFC 9457, and the name in the document
	Type      string           `json:"type" doc:"Names the kind of problem: urn:novacron:problem: and the code" example:"urn:novacron:problem:not_found"`
	Title     string           `json:"title" doc:"What the code means" example:"Not found"`
	Status    int              `json:"status" doc:"The HTTP status" example:"404"`
	Code      novacron.Code    `json:"code" enum:"invalid,unauthenticated,forbidden,not_found,conflict,wrong_state,stale,too_large,exhausted,unsupported,unavailable,timeout,canceled,internal" doc:"What went wrong, in one word that programs may rely on" example:"not_found"`
	Detail    string           `json:"detail" doc:"One sentence for a person" example:"vm 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Mend      string           `json:"mend,omitempty" doc:"What can be done about it"`
	Fields    []novacron.Field `json:"fields,omitempty" doc:"The fields at fault, for invalid"`
	RequestID string           `json:"requestId" doc:"The log speaks of this request under this id" example:"k3v7q2m4x6p1r5t8"`
}

// newProblem says what may be shown of err.
func newProblem(err error, requestID string) *Problem {
	fault := novacron.FaultOf(err)
	if fault.Code == novacron.Internal {
		fault.Mend = "the log has its cause under request id " + requestID
	}
	return &Problem{
		Type:      "urn:novacron:problem:" + string(fault.Code),
		Title:     titleOf(fault.Code),
		Status:    statusOf(fault.Code),
		Code:      fault.Code,
		Detail:    fault.Detail,
		Mend:      fault.Mend,
		Fields:    fault.Fields,
		RequestID: requestID,
	}
}

// Error returns the code and the sentence.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Detail }

// GetStatus returns the HTTP status; huma asks for it by this name.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type; huma asks for it by this name.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders returns the headers that belong to the problem; huma asks for them
// by this name.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	switch p.Code {
	case novacron.Unavailable:
		h.Set("Retry-After", strconv.Itoa(retryAfterUnavailable))
	case novacron.Exhausted:
		h.Set("Retry-After", strconv.Itoa(retryAfterExhausted))
	case novacron.Unauthenticated:
		h.Set("WWW-Authenticate", `Bearer realm="novacron"`)
	}
	return h
}
