package client

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"time"

	"github.com/novacron/novacron/novacron"
)

// How often WaitOperation asks again: soon enough for a progress bar when
// somebody looks, seldom when nobody does.
const (
	watchedWait   = time.Second
	unwatchedWait = 30 * time.Second
	// patience is how long WaitOperation bears a server that does not answer: a
	// restart of NovaCron does not end the wait for an operation that it resumes.
	patience = 30 * time.Second
)

// Operations returns a page of operations, newest first.
func (c *Client) Operations(ctx context.Context, q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "state", string(q.State))
	setNonEmpty(v, "target", q.TargetID)
	return getPage[novacron.Operation](ctx, c, "/operations", v)
}

// Operation returns one operation as it stands.
func (c *Client) Operation(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodGet, path: operationPath(id)})
}

// Wait returns the operation when it is final or ctx ends, whichever is first;
// the latter is not an error once the operation was seen.
func (c *Client) Wait(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	var last novacron.Operation
	op, err := c.WaitOperation(ctx, id, func(op novacron.Operation) { last = op })
	if err != nil && ctx.Err() != nil && last.ID != "" {
		return last, nil
	}
	return op, err
}

// Cancel asks a running operation to stop.
func (c *Client) Cancel(ctx context.Context, id novacron.OperationID, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: operationPath(id) + "/cancel"}.withMutation(m))
}

// WaitOperation waits until the operation is final and returns it; look at its
// State and Error for how it ended. It calls progress, when it is not nil, at
// the beginning and after every change. It bears a server that is away for
// half a minute. An error means that the end is not known: ctx ended, or the
// server is gone or does not know the operation.
func (c *Client) WaitOperation(
	ctx context.Context, id novacron.OperationID, progress func(novacron.Operation),
) (novacron.Operation, error) {
	wait := time.Duration(0) // the first answer comes at once
	var last novacron.Operation
	lastSeen := time.Now()
	retry := backoff{}
	for {
		op, err := c.waitOnce(ctx, id, wait)
		switch {
		case err == nil:
			lastSeen, retry = time.Now(), backoff{}
		case ctx.Err() != nil:
			return last, c.transportError(ctx.Err())
		case novacron.CodeOf(err) != novacron.Unavailable || time.Since(lastSeen) > patience:
			return last, err
		default:
			retry.sleep(ctx)
			continue
		}
		if progress != nil && !reflect.DeepEqual(op, last) {
			progress(op)
		}
		if op.State.Final() {
			return op, nil
		}
		last, wait = op, unwatchedWait
		if progress != nil {
			wait = watchedWait
		}
	}
}

func (c *Client) waitOnce(ctx context.Context, id novacron.OperationID, wait time.Duration) (novacron.Operation, error) {
	r := request{method: http.MethodGet, path: operationPath(id), wait: wait}
	if wait > 0 {
		r.query = url.Values{"wait": {strconv.Itoa(int(wait / time.Second))}}
	}
	return c.operation(ctx, r)
}

func (c *Client) operation(ctx context.Context, r request) (novacron.Operation, error) {
	var op novacron.Operation
	err := c.do(ctx, r, &op)
	return op, err
}

func operationPath(id novacron.OperationID) string {
	return "/operations/" + url.PathEscape(string(id))
}
