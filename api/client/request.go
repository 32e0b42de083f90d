package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// maxAnswerBytes bounds what is read of one answer: 1,000 VMs with many disks
// each are below 8 MiB.
const maxAnswerBytes = 64 << 20

// request is one call to the server.
type request struct {
	method string
	path   string // below /api/v1, unless it begins with //
	query  url.Values
	body   any
	header http.Header
	wait   time.Duration // how long the server may hold the answer back
}

func (r request) withMutation(m novacron.Mutation) request {
	r.header = http.Header{}
	if m.IdempotencyKey != "" {
		r.header.Set("Idempotency-Key", m.IdempotencyKey)
	}
	if m.Revision != 0 {
		r.header.Set("If-Match", `"`+strconv.FormatUint(m.Revision, 10)+`"`)
	}
	if m.DryRun {
		if r.query == nil {
			r.query = url.Values{}
		}
		r.query.Set("dryRun", "true")
	}
	return r
}

// do sends r and decodes the answer into out, which may be nil, or *string or
// *[]byte for the text itself.
func (c *Client) do(ctx context.Context, r request, out any) error {
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout+r.wait)
	defer cancel()
	req, err := c.newRequest(ctx, r)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.transportError(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	if err != nil {
		return c.transportError(err)
	}
	if resp.StatusCode >= 300 {
		return c.problem(resp, data)
	}
	return c.decode(data, out)
}

func (c *Client) newRequest(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		data, err := json.Marshal(r.body)
		if err != nil {
			return nil, novacron.Errorf(novacron.Internal, "encode request: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.url(r.path, r.query), body)
	if err != nil {
		return nil, novacron.Errorf(novacron.Invalid, "make request: %w", err)
	}
	c.setHeaders(req.Header)
	for name, values := range r.header {
		req.Header[name] = values
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// url returns the address of a path below /api/v1, or of the path itself when
// it begins with two slashes.
func (c *Client) url(path string, query url.Values) string {
	u := c.base.Scheme + "://" + c.base.Host
	if rest, ok := strings.CutPrefix(path, "//"); ok {
		u += "/" + rest
	} else {
		u += "/api/v1" + path
	}
	if len(query) > 0 {
		u += "?" + query.Encode()
	}
	return u
}

func (c *Client) setHeaders(h http.Header) {
	h.Set("User-Agent", c.opts.UserAgent)
	h.Set("Accept", "application/json")
	if c.opts.Token != "" {
		h.Set("Authorization", "Bearer "+c.opts.Token)
	}
}

func (c *Client) decode(data []byte, out any) error {
	switch out := out.(type) {
	case nil:
		return nil
	case *string:
		*out = string(data)
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return coded(novacron.Internal, err, "%s sent an answer that cannot be read", c.server).
			WithMend("is it a NovaCron server, and not much older or newer than this program?")
	}
	return nil
}

// problem turns an answer that is not a success into an Error.
func (c *Client) problem(resp *http.Response, data []byte) error {
	var p struct {
		Code   novacron.Code    `json:"code"`
		Detail string           `json:"detail"`
		Mend   string           `json:"mend"`
		Fields []novacron.Field `json:"fields"`
	}
	if err := json.Unmarshal(data, &p); err != nil || p.Code == "" {
		return coded(codeOfStatus(resp.StatusCode), errors.New(strings.TrimSpace(string(data[:min(len(data), 200)]))),
			"%s answered %s", c.server, resp.Status)
	}
	return &novacron.Error{Code: p.Code, Detail: p.Detail, Mend: p.Mend, Fields: p.Fields}
}

// codeOfStatus guesses a code for answers that are not NovaCron's own: those
// of a proxy in between.
func codeOfStatus(status int) novacron.Code {
	switch status {
	case http.StatusBadRequest:
		return novacron.Invalid
	case http.StatusUnauthorized:
		return novacron.Unauthenticated
	case http.StatusForbidden:
		return novacron.Forbidden
	case http.StatusNotFound:
		return novacron.NotFound
	case http.StatusRequestEntityTooLarge:
		return novacron.TooLarge
	case http.StatusTooManyRequests:
		return novacron.Exhausted
	case http.StatusBadGateway, http.StatusServiceUnavailable:
		return novacron.Unavailable
	case http.StatusGatewayTimeout:
		return novacron.Timeout
	}
	return novacron.Internal
}

// list is a page as the wire has it.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
	Total int    `json:"total"`
}

func (l list[T]) page() novacron.Page[T] {
	if l.Items == nil {
		l.Items = []T{}
	}
	return novacron.Page[T]{Items: l.Items, Next: l.Next, Total: l.Total}
}

func getPage[T any](ctx context.Context, c *Client, path string, query url.Values) (novacron.Page[T], error) {
	var l list[T]
	if err := c.do(ctx, request{method: http.MethodGet, path: path, query: query}, &l); err != nil {
		return novacron.Page[T]{}, err
	}
	return l.page(), nil
}

func pageQuery(p novacron.PageRequest) url.Values {
	q := url.Values{}
	if p.Limit != 0 {
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	setNonEmpty(q, "cursor", p.Cursor)
	return q
}

func setNonEmpty(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}
