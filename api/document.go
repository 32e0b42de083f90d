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

const apiDescription = `One NovaCron node. Every failure is application/problem+json with a code; every mutation takes an
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
			Schemas: schemas,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "The cookie of a login"},
				"token":   {Type: "http", Scheme: "bearer", Description: "An API token"},
			},
		},
		Security: []map[string][]string{{"session": {}}, {"token": {}}},
		Tags: []*huma.Tag{
			{Name: accessTag, Description: "Who asks: setup, login, API tokens"},
			{Name: "vms", Description: "Virtual machines and their power"},
			{Name: "operations", Description: "What is being done, and what was"},
			{Name: "events", Description: "What happened"},
			{Name: "audit", Description: "Who did or tried what"},
			{Name: "node", Description: "The host"},
			{Name: "health", Description: "For those who watch the process"},
		},
	}
}

func statusText(status int) string { return strconv.Itoa(status) }

// problemResponses describes the failures with these codes, by status.
func (a *API) problemResponses(codes []novacron.Code) map[string]*huma.Response {
	byStatus := map[int][]novacron.Code{}
	for _, code := range codes {
		byStatus[statusOf(code)] = append(byStatus[statusOf(code)], code)
	}
	responses := map[string]*huma.Response{}
	for status, codes := range byStatus {
		words := make([]string, len(codes))
		examples := map[string]*huma.Example{}
		for i, code := range codes {
			words[i] = string(code)
			examples[string(code)] = &huma.Example{Value: exampleProblem(code)}
		}
		responses[statusText(status)] = &huma.Response{
			Description: titleOf(codes[0]) + ": " + strings.Join(words, ", "),
			Content:     map[string]*huma.MediaType{problemType: {Schema: a.problemSchema(), Examples: examples}},
		}
	}
	return responses
}

// problemSchema is a reference by name: the document is being made when it is
// asked for, and huma registers the type with the first answer of it.
func (a *API) problemSchema() *huma.Schema {
	return a.schemaOf(Problem{})
}

// finishOperation puts the example where huma has put the schema of success.
func (a *API) finishOperation(r route, op huma.Operation) {
	delete(op.Responses, "default")
	response := op.Responses[statusText(r.status)]
	if response == nil || r.example == nil {
		return
	}
	for _, media := range response.Content {
		if media.Example == nil && media.Examples == nil {
			media.Example = r.example
		}
	}
}

// finishDocument encodes the document.
func finishDocument(doc *huma.OpenAPI) []byte {
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
