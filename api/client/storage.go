package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.PoolService   = (*Client)(nil)
	_ novacron.VolumeService = (*Client)(nil)
	_ novacron.UploadService = (*Client)(nil)
)

// Pools returns a page of pools.
func (c *Client) Pools(ctx context.Context, q novacron.PoolQuery) (novacron.Page[novacron.Pool], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "name", q.Name)
	return getPage[novacron.Pool](ctx, c, "/pools", v)
}

// Pool returns one pool, by its id or its name.
func (c *Client) Pool(ctx context.Context, id novacron.PoolID) (novacron.Pool, error) {
	var pool novacron.Pool
	err := c.do(ctx, request{method: http.MethodGet, path: poolPath(id)}, &pool)
	return pool, err
}

// PoolKinds tells which kinds of pool the host can have.
func (c *Client) PoolKinds(ctx context.Context) ([]novacron.PoolKind, error) {
	page, err := getPage[novacron.PoolKind](ctx, c, "/pools/kinds", nil)
	return page.Items, err
}

// CreatePool makes a pool.
func (c *Client) CreatePool(ctx context.Context, req novacron.CreatePool) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/pools", body: req}.withMutation(req.Mutation))
}

// UpdatePool changes a pool.
func (c *Client) UpdatePool(ctx context.Context, id novacron.PoolID, req novacron.PoolUpdate) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPatch, path: poolPath(id), body: req}.withMutation(req.Mutation))
}

// ActPool starts, stops or refreshes a pool.
func (c *Client) ActPool(ctx context.Context, id novacron.PoolID, verb novacron.PoolVerb, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: poolPath(id) + "/" + url.PathEscape(string(verb))}.withMutation(m))
}

// DeletePool removes a pool's definition.
func (c *Client) DeletePool(ctx context.Context, id novacron.PoolID, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: poolPath(id)}.withMutation(m))
}

func poolPath(id novacron.PoolID) string { return "/pools/" + url.PathEscape(string(id)) }

// Volumes returns a page of volumes.
func (c *Client) Volumes(ctx context.Context, q novacron.VolumeQuery) (novacron.Page[novacron.Volume], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "pool", q.Pool)
	setNonEmpty(v, "name", q.Name)
	if q.Unused {
		v.Set("unused", "true")
	}
	return getPage[novacron.Volume](ctx, c, "/volumes", v)
}

// Volume returns one volume.
func (c *Client) Volume(ctx context.Context, id novacron.VolumeID) (novacron.Volume, error) {
	var v novacron.Volume
	err := c.do(ctx, request{method: http.MethodGet, path: volumePath(id)}, &v)
	return v, err
}

// CreateVolume makes an empty volume.
func (c *Client) CreateVolume(ctx context.Context, req novacron.CreateVolume) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/volumes", body: req}.withMutation(req.Mutation))
}

// ResizeVolume changes a volume's capacity.
func (c *Client) ResizeVolume(ctx context.Context, id novacron.VolumeID, req novacron.ResizeVolume) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: volumePath(id) + "/resize", body: req}.withMutation(req.Mutation))
}

// CopyVolume copies or converts a volume.
func (c *Client) CopyVolume(ctx context.Context, id novacron.VolumeID, req novacron.CopyVolume) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: volumePath(id) + "/copy", body: req}.withMutation(req.Mutation))
}

// DeleteVolume removes a volume.
func (c *Client) DeleteVolume(ctx context.Context, id novacron.VolumeID, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: volumePath(id)}.withMutation(m))
}

// ReadVolume downloads a volume. ctx bounds the whole of it, and no other
// timeout does.
func (c *Client) ReadVolume(ctx context.Context, id novacron.VolumeID, offset, length uint64) (novacron.VolumeContent, error) {
	r := request{method: http.MethodGet, path: volumePath(id) + "/content", header: http.Header{}}
	if offset > 0 || length > 0 {
		text := "bytes=" + strconv.FormatUint(offset, 10) + "-"
		if length > 0 {
			text += strconv.FormatUint(offset+length-1, 10)
		}
		r.header.Set("Range", text)
	}
	resp, err := c.open(ctx, r, nil) //nolint:bodyclose // the caller closes it with the content
	if err != nil {
		return novacron.VolumeContent{}, err
	}
	size, _ := strconv.ParseUint(resp.Header.Get("Volume-Size"), 10, 64)
	return novacron.VolumeContent{ReadCloser: &body{resp.Body, c}, SizeBytes: size}, nil
}

func volumePath(id novacron.VolumeID) string { return "/volumes/" + url.PathEscape(string(id)) }

// body is an answer that is read as it comes; its errors are the client's.
type body struct {
	io.ReadCloser
	c *Client
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.c.transportError(err)
	}
	return n, err
}

// CreateUpload begins an upload.
func (c *Client) CreateUpload(ctx context.Context, req novacron.CreateUpload) (novacron.Upload, error) {
	var up novacron.Upload
	err := c.do(ctx, request{method: http.MethodPost, path: "/uploads", body: req}.withMutation(req.Mutation), &up)
	return up, err
}

// Upload tells how far an upload is.
func (c *Client) Upload(ctx context.Context, id novacron.UploadID) (novacron.Upload, error) {
	var up novacron.Upload
	err := c.do(ctx, request{method: http.MethodGet, path: uploadPath(id)}, &up)
	return up, err
}

// WriteUpload sends what r has. ctx bounds the whole of it, and no other
// timeout does. When it fails, Upload tells what was kept.
func (c *Client) WriteUpload(ctx context.Context, id novacron.UploadID, offset uint64, r io.Reader) (novacron.Upload, error) {
	var up novacron.Upload
	header := http.Header{}
	header.Set("Upload-Offset", strconv.FormatUint(offset, 10))
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Expect", "100-continue") // a refusal comes before the bytes go
	resp, err := c.open(ctx, request{method: http.MethodPatch, path: uploadPath(id), header: header}, r)
	if err != nil {
		return up, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	if err != nil {
		return up, c.transportError(err)
	}
	return up, c.decode(data, &up)
}

func uploadPath(id novacron.UploadID) string { return "/uploads/" + url.PathEscape(string(id)) }

// open sends a request with a body of any length, and returns an answer that is
// a success, to be read as it comes.
func (c *Client) open(ctx context.Context, r request, content io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, c.url(r.path, r.query), content)
	if err != nil {
		return nil, novacron.Errorf(novacron.Invalid, "make request: %w", err)
	}
	c.setHeaders(req.Header)
	for name, values := range r.header {
		req.Header[name] = values
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.transportError(err)
	}
	if resp.StatusCode < http.StatusMultipleChoices {
		return resp, nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	if err != nil {
		return nil, c.transportError(err)
	}
	return nil, c.problem(resp, data)
}
