package api

import (
	"context"
	"net/url"

	"github.com/novacron/novacron/novacron"
)

// page is one page of a list.
type page[T any] struct {
	Items []T    `json:"items" doc:"What is on this page"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one" example:"d2ViLTE"`
	Total int    `json:"total" doc:"How many there are in all, over every page; -1 where counting would cost too much" example:"1"`
}

// PageInput are the parameters of every list. It is exported, as all that are
// embedded in inputs are, because huma passes over embedded types that are not.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" doc:"Items on the page at the most; 100 when left out"`
	Cursor string `query:"cursor" maxLength:"1024" doc:"Where the last page ended: its next"`
}

func (in PageInput) request() novacron.PageRequest {
	return novacron.PageRequest{Limit: in.Limit, Cursor: in.Cursor}
}

// pageOutput is a page, and where the next one is.
type pageOutput[T any] struct {
	Link string `header:"Link" doc:"The next page, when there is one (RFC 8288)" example:"</api/v1/vms?cursor=d2ViLTE>; rel=\"next\""`
	Body page[T]
}

func newPageOutput[T any](ctx context.Context, p novacron.Page[T]) *pageOutput[T] {
	out := &pageOutput[T]{Body: page[T]{Items: p.Items, Next: p.Next, Total: p.Total}}
	if out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	out.Link = nextLink(ctx, "cursor", p.Next)
	return out
}

// nextLink is the request's own address with another cursor.
func nextLink(ctx context.Context, parameter, cursor string) string {
	r := requestFrom(ctx)
	if r == nil || cursor == "" {
		return ""
	}
	query := r.URL.Query()
	query.Set(parameter, cursor)
	u := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	return "<" + u.String() + `>; rel="next"`
}
