package api

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/novacron/novacron/novacron"
)

// docsPage is the page that renders the OpenAPI document, with nothing from
// outside.
//
//go:embed docs_page
var docsPage embed.FS

const apiDescription = `One NovaCron node. Every failure is application/problem+json with a code; every change takes an
Idempotency-Key header and dryRun; what takes longer than a blink answers 202 with an operation that can be waited for.
Times are UTC, sizes bytes. Cursors are opaque.`

// newDocument returns the OpenAPI document without its operations.
func newDocument(schemas huma.Registry) *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "NovaCron", Version: apiVersion, Description: apiDescription,
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers: []*huma.Server{{URL: "/", Description: "This node"}},
		Components: &huma.Components{
			Schemas:   schemas,
			Responses: map[string]*huma.Response{},
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "The cookie of a login"},
				"token":   {Type: "http", Scheme: "bearer", Description: "An API token"},
			},
		},
		Security: []map[string][]string{{"session": {}}, {"token": {}}},
		Tags: []*huma.Tag{
			{Name: accessTag, Description: "Who asks: setup, login, API tokens"},
			{Name: "vms", Description: "Virtual machines and their power"},
			{Name: "images", Description: "What disks are made from"},
			{Name: "operations", Description: "What is being done, and what was"},
			{Name: "events", Description: "What happened"},
			{Name: "audit", Description: "Who did or tried what"},
			{Name: "node", Description: "The host"},
			{Name: "health", Description: "For those who watch the process"},
		},
	}
}

func statusText(status int) string { return strconv.Itoa(status) }

// problemResponses describes the failures with these codes, by status. What
// several operations have in common stands in the document once.
func (a *API) problemResponses(codes []novacron.Code) map[string]*huma.Response {
	byStatus := map[int][]novacron.Code{}
	for _, code := range codes {
		byStatus[statusOf(code)] = append(byStatus[statusOf(code)], code)
	}
	shared := a.huma.OpenAPI().Components.Responses
	responses := map[string]*huma.Response{}
	for status, codes := range byStatus {
		words := make([]string, len(codes))
		for i, code := range codes {
			words[i] = string(code)
		}
		name := strings.Join(words, ".")
		if shared[name] == nil {
			shared[name] = a.problemResponse(codes, words)
		}
		responses[statusText(status)] = &huma.Response{Ref: "#/components/responses/" + name}
	}
	return responses
}

// problemResponse describes failures that share a status.
func (a *API) problemResponse(codes []novacron.Code, words []string) *huma.Response {
	examples := map[string]*huma.Example{}
	for _, code := range codes {
		examples[string(code)] = &huma.Example{Value: exampleProblem(code)}
	}
	response := &huma.Response{
		Description: titleOf(codes[0]) + ": " + strings.Join(words, ", "),
		Content:     map[string]*huma.MediaType{problemType: {Schema: a.schemaOf(Problem{}), Examples: examples}},
	}
	addHeader(response, "X-Request-Id", requestIDDoc)
	for name := range exampleProblem(codes[0]).GetHeaders() {
		addHeader(response, name, "")
	}
	return response
}

const requestIDDoc = "The log speaks of this request under this id"

// finishOperation adds what huma does not know: the examples of the body and of
// success, and the header of every answer.
func (a *API) finishOperation(r route) {
	op := operationAt(a.huma.OpenAPI().Paths[r.pattern()], r.method)
	for _, response := range op.Responses {
		if response.Ref == "" {
			addHeader(response, "X-Request-Id", requestIDDoc)
		}
	}
	if r.status == http.StatusNoContent {
		op.Responses[statusText(r.status)].Content = nil // huma describes the body of the dry run
	}
	if r.example != nil {
		for _, media := range op.Responses[statusText(r.status)].Content {
			if media.Example == nil {
				media.Example = r.example
			}
		}
	}
	if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
		op.RequestBody.Content["application/json"].Example = exampleRequest(r.id)
	}
}

func operationAt(path *huma.PathItem, method string) *huma.Operation {
	switch method {
	case http.MethodPost:
		return path.Post
	case http.MethodPut:
		return path.Put
	case http.MethodPatch:
		return path.Patch
	case http.MethodDelete:
		return path.Delete
	}
	return path.Get
}

func addHeader(r *huma.Response, name, doc string) {
	if r.Headers == nil {
		r.Headers = map[string]*huma.Header{}
	}
	if r.Headers[name] == nil {
		r.Headers[name] = &huma.Header{Description: doc, Schema: &huma.Schema{Type: huma.TypeString}}
	}
}

// forbidNulls makes every list of the document a list: we never send null for
// one. huma means a nil slice, which encoding/json turns into null.
func forbidNulls(doc *huma.OpenAPI) {
	for _, s := range doc.Components.Schemas.Map() {
		forbidNull(s)
	}
	for _, path := range doc.Paths {
		for _, op := range []*huma.Operation{path.Get, path.Put, path.Post, path.Patch, path.Delete} {
			if op == nil {
				continue
			}
			for _, p := range op.Parameters {
				forbidNull(p.Schema)
			}
		}
	}
}

func forbidNull(s *huma.Schema) {
	if s == nil {
		return
	}
	s.Nullable = s.Nullable && s.Type != huma.TypeArray
	forbidNull(s.Items)
	for _, p := range s.Properties {
		forbidNull(p)
	}
}

// finishDocument encodes the document. huma's own problem is left out of it:
// nobody gets to see one.
func finishDocument(doc *huma.OpenAPI) []byte {
	forbidNulls(doc)
	delete(doc.Components.Schemas.Map(), "ErrorModel")
	delete(doc.Components.Schemas.Map(), "ErrorDetail")
	raw, err := json.Marshal(doc)
	if err != nil {
		panic("api: the OpenAPI document cannot be encoded: " + err.Error())
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		panic("api: the OpenAPI document cannot be read back: " + err.Error())
	}
	pretty, err := json.MarshalIndent(plain, "", "  ")
	if err != nil {
		panic("api: the OpenAPI document cannot be encoded: " + err.Error())
	}
	return append(pretty, '\n')
}

// registerDocument serves the document and the page that renders it. They tell
// nothing of this node, so they need no identity.
func (a *API) registerDocument() {
	for _, path := range []string{"/api/openapi.json", "/api/v1/openapi.json"} {
		a.publicGet(path, func(c *gin.Context) {
			c.Header("Cache-Control", "no-cache")
			c.Data(http.StatusOK, "application/json; charset=utf-8", a.document)
		})
	}
	pages := map[string]string{"": "text/html; charset=utf-8", "/docs.css": "text/css; charset=utf-8", "/docs.js": "text/javascript; charset=utf-8"}
	for suffix, contentType := range pages {
		file := "docs_page/index.html"
		if suffix != "" {
			file = "docs_page" + suffix
		}
		body, err := docsPage.ReadFile(file)
		if err != nil {
			panic(fmt.Sprintf("api: %s is not embedded: %v", file, err))
		}
		for _, prefix := range []string{"/api/docs", "/api/v1/docs"} {
			a.publicGet(prefix+suffix, func(c *gin.Context) {
				c.Header("Cache-Control", "no-cache")
				c.Data(http.StatusOK, contentType, body)
			})
		}
	}
}

// publicGet adds a route that is not part of the document and needs no identity.
func (a *API) publicGet(path string, handler gin.HandlerFunc) {
	a.engine.GET(path, handler)
	a.routes[path] = path
	a.public[http.MethodGet+" "+path] = true
}

// Routes returns every route as "METHOD /pattern", sorted.
func (a *API) Routes() []string {
	var routes []string
	for _, r := range a.engine.Routes() {
		routes = append(routes, r.Method+" "+r.Path)
	}
	slices.Sort(routes)
	return routes
}
