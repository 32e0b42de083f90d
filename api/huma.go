package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/novacron/novacron/novacron"
)

// apiVersion is the version of the API, not of NovaCron: it grows when a
// client could notice.
const apiVersion = "1.0"

const schemaPrefix = "#/components/schemas/"

// newHuma returns huma on gin, speaking JSON and nothing else, strict, and with
// our problems for its errors.
func newHuma(a *API) huma.API {
	registry := huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer)
	json := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: json.Unmarshal}
	api := humagin.New(a.engine, huma.Config{
		OpenAPI:                      newDocument(registry),
		Formats:                      map[string]huma.Format{"application/json": json, "json": json},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{a.transformProblem},
	})
	api.UseMiddleware(a.strict)
	return api
}

// route describes one operation of the API.
type route struct {
	id          string // name in the document and of generated clients
	method      string
	path        string // below /api/v1, unless root is set
	root        bool
	tag         string
	summary     string
	description string
	public      bool // needs no identity
	status      int  // of success
	example     any  // body of success
	contentType string
	codes       []novacron.Code // what can go wrong beside what always can
	more        func(*huma.Operation)
}

func (r route) pattern() string {
	if r.root {
		return r.path
	}
	return "/api/v1" + r.path
}

// allCodes returns the codes that the route may answer, each once, in the
// order of the vocabulary.
func (r route) allCodes() []novacron.Code {
	codes := append([]novacron.Code{novacron.Invalid, novacron.TooLarge, novacron.Unavailable, novacron.Timeout, novacron.Internal}, r.codes...)
	if !r.public {
		codes = append(codes, novacron.Unauthenticated, novacron.Forbidden, novacron.Exhausted)
	}
	if r.method != http.MethodGet {
		codes = append(codes, novacron.Forbidden) // a page of another origin
	}
	return slices.DeleteFunc(novacron.Codes(), func(c novacron.Code) bool { return !slices.Contains(codes, c) })
}

// register adds an operation. Its handler returns errors of the vocabulary.
func register[I, O any](a *API, r route, handler func(context.Context, *I) (*O, error)) {
	op := a.operationOf(r)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
	a.finishOperation(r)
	ginPattern := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.routes[ginPattern] = op.Path
	if r.public {
		a.public[r.method+" "+ginPattern] = true
	}
}

func (a *API) operationOf(r route) huma.Operation {
	op := huma.Operation{
		OperationID:     r.id,
		Method:          r.method,
		Path:            r.pattern(),
		Tags:            []string{r.tag},
		Summary:         r.summary,
		Description:     r.description,
		DefaultStatus:   r.status,
		MaxBodyBytes:    maxBodyBytes + 2, // ours comes first; huma refuses what equals its limit
		BodyReadTimeout: -1,               // strict reads the body, within its own deadline
		Responses:       a.problemResponses(r.allCodes()),
	}
	if r.public {
		op.Security = []map[string][]string{}
	}
	if r.contentType != "" {
		op.Responses[statusText(r.status)] = &huma.Response{
			Description: http.StatusText(r.status),
			Content:     map[string]*huma.MediaType{r.contentType: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}
	}
	if r.more != nil {
		r.more(&op)
	}
	return op
}

// transformProblem turns huma's own errors into ours. huma has no setting for
// this but a package variable; a transformer is ours alone.
func (a *API) transformProblem(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	return a.problem(ctx.Context(), errorOfModel(model)), nil
}

// humaContext is the request as huma's handlers see it: its body is the one
// that strict has read, and huma's statuses become ours.
type humaContext struct {
	wrapped
	body []byte
}

// wrapped is huma.Context under a name that is not that of its method Context.
type wrapped = huma.Context

// Unwrap returns what it wraps; humagin asks for it by this name.
func (c *humaContext) Unwrap() huma.Context { return c.wrapped }

// SetStatus sets the status, with ours for those that huma gives its errors.
// What has no content has no type of content.
func (c *humaContext) SetStatus(status int) {
	switch status {
	case http.StatusNoContent:
		c.SetHeader("Content-Type", "")
	case http.StatusUnprocessableEntity, http.StatusUnsupportedMediaType, http.StatusNotAcceptable, http.StatusRequestTimeout:
		status = http.StatusBadRequest
	}
	c.wrapped.SetStatus(status)
}

// schemaOf returns a reference to the schema of v's type.
func (a *API) schemaOf(v any) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}
