package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/novacron/novacron/novacron"
)

// Images returns a page of images.
func (c *Client) Images(ctx context.Context, q novacron.ImageQuery) (novacron.Page[novacron.Image], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "state", string(q.State))
	setNonEmpty(v, "name", q.Name)
	return getPage[novacron.Image](ctx, c, "/images", v)
}

// Image returns one image, by its id or name.
func (c *Client) Image(ctx context.Context, id novacron.ImageID) (novacron.Image, error) {
	var image novacron.Image
	err := c.do(ctx, request{method: http.MethodGet, path: imagePath(id)}, &image)
	return image, err
}

// ImportImage begins an import.
func (c *Client) ImportImage(ctx context.Context, req novacron.ImportImage) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/images", body: req}.withMutation(req.Mutation))
}

// UpdateImage changes what people say of an image.
func (c *Client) UpdateImage(ctx context.Context, id novacron.ImageID, req novacron.ImageUpdate) (novacron.Image, error) {
	var image novacron.Image
	err := c.do(ctx, request{method: http.MethodPatch, path: imagePath(id), body: req}.withMutation(req.Mutation), &image)
	return image, err
}

// DeleteImage removes an image.
func (c *Client) DeleteImage(ctx context.Context, id novacron.ImageID, req novacron.DeleteImage) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: imagePath(id)}.withMutation(req.Mutation))
}

func imagePath(id novacron.ImageID) string { return "/images/" + url.PathEscape(string(id)) }
