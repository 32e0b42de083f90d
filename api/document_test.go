package api_test

import (
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
)

var update = flag.Bool("update", false, "write openapi.json and the golden files anew")

// bodyless are the statuses whose answers have no body.
func bodyless(status string) bool {
	return status == "204" || status == "304"
}

func TestDocumentIsCommitted(t *testing.T) {
	document := newWorld(t).api.Document()
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", document, 0o600))
		require.NoError(t, os.Chmod("openapi.json", 0o644))
	}
	committed, err := os.ReadFile("openapi.json")
	require.NoError(t, err)
	require.Equal(t, string(committed), string(document), "openapi.json is stale: go test ./api -run TestDocumentIsCommitted -update")
}

// openapi is as much of the document as the tests look at.
type openapi struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		OperationID string                     `json:"operationId"`
		Summary     string                     `json:"summary"`
		Responses   map[string]openapiResponse `json:"responses"`
		RequestBody *openapiResponse           `json:"requestBody"`
		Parameters  []struct {
			Name        string `json:"name"`
			In          string `json:"in"`
			Description string `json:"description"`
		} `json:"parameters"`
	} `json:"paths"`
	Components struct {
		Schemas   map[string]json.RawMessage `json:"schemas"`
		Responses map[string]openapiResponse `json:"responses"`
	} `json:"components"`
}

type openapiResponse struct {
	Ref         string         `json:"$ref"`
	Description string         `json:"description"`
	Headers     map[string]any `json:"headers"`
	Content     map[string]struct {
		Schema struct {
			Ref  string `json:"$ref"`
			Type string `json:"type"`
		} `json:"schema"`
		Example  any `json:"example"`
		Examples map[string]struct {
			Value any `json:"value"`
		} `json:"examples"`
	} `json:"content"`
}

func readDocument(tb testing.TB, a *api.API) openapi {
	tb.Helper()
	var doc openapi
	require.NoError(tb, json.Unmarshal(a.Document(), &doc))
	return doc
}

func TestDocumentDescribesEveryResponse(t *testing.T) {
	w := newWorld(t)
	doc := readDocument(t, w.api)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	seen := 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			where := method + " " + path
			require.NotEmpty(t, op.OperationID, where)
			require.NotEmpty(t, op.Summary, where)
			for _, p := range op.Parameters {
				require.NotEmpty(t, p.Description, where+" parameter "+p.Name)
			}
			require.NotContains(t, op.Responses, "default", where)
			for _, status := range []string{"400", "500", "503"} {
				require.Contains(t, op.Responses, status, where)
			}
			for status, response := range op.Responses {
				seen++
				if name, ok := strings.CutPrefix(response.Ref, "#/components/responses/"); ok {
					response = doc.Components.Responses[name]
				}
				checkResponse(t, w, where+" "+status, status, response)
			}
			if op.RequestBody != nil {
				checkContent(t, w, where+" body", *op.RequestBody)
			}
		}
	}
	require.Greater(t, seen, 150)
}

func checkResponse(t *testing.T, w *world, where, status string, response openapiResponse) {
	t.Helper()
	require.NotEmpty(t, response.Description, where)
	require.Contains(t, response.Headers, "X-Request-Id", where)
	if bodyless(status) {
		require.Empty(t, response.Content, where)
		return
	}
	checkContent(t, w, where, response)
	code, err := strconv.Atoi(status)
	require.NoError(t, err)
	if code >= http.StatusBadRequest {
		require.Equal(t, []string{"application/problem+json"}, slices.Collect(maps.Keys(response.Content)), where)
	}
}

// checkContent holds that there is a schema and an example, and the example to
// the schema.
func checkContent(t *testing.T, w *world, where string, response openapiResponse) {
	t.Helper()
	require.NotEmpty(t, response.Content, where)
	for kind, media := range response.Content {
		require.NotEmpty(t, media.Schema.Ref+media.Schema.Type, "%s has no schema", where)
		examples := []any{}
		if media.Example != nil {
			examples = append(examples, media.Example)
		}
		for _, e := range media.Examples {
			examples = append(examples, e.Value)
		}
		require.NotEmpty(t, examples, "%s has no example", where)
		for _, example := range examples {
			if strings.HasSuffix(kind, "json") {
				require.Empty(t, w.validate(media.Schema.Ref, example), where)
			}
		}
	}
}

// Every route that gin knows is in the document, but for those that are about
// it.
func TestDocumentNamesEveryRoute(t *testing.T) {
	w := newWorld(t)
	doc := readDocument(t, w.api)
	for _, route := range w.api.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if strings.Contains(path, "/docs") || strings.HasSuffix(path, "/openapi.json") {
			continue
		}
		path = regexp.MustCompile(`:([A-Za-z]+)`).ReplaceAllString(path, "{$1}")
		require.Contains(t, doc.Paths, path)
		require.Contains(t, doc.Paths[path], strings.ToLower(method), route)
	}
}

// The page works without the Internet and under our own policy: nothing inline,
// nothing from elsewhere.
func TestDocsPage(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/api/docs", "/api/docs/docs.js", "/api/docs/docs.css", "/api/v1/docs"} {
		answer := w.get(path, nobody)
		require.Equal(t, http.StatusOK, answer.Code, path)
		require.NotContains(t, answer.Header().Get("Content-Security-Policy"), "unsafe")
		body := answer.Body.String()
		for _, forbidden := range []string{"http://", "https://", "<style", " style=", "onclick", "innerHTML", "eval("} {
			require.NotContains(t, body, forbidden, path)
		}
	}
	page := w.get("/api/docs", nobody).Body.String()
	require.Equal(t, 1, strings.Count(page, "<script"))
	require.Contains(t, page, `<script src="/api/docs/docs.js" defer></script>`)
	for _, path := range []string{"/api/openapi.json", "/api/v1/openapi.json"} {
		require.Equal(t, string(w.api.Document()), w.get(path, nobody).Body.String())
	}
	require.FileExists(t, filepath.Join("docs_page", "docs.js"))
}

// Who repeats a request after a lost answer, or asks first what it would do,
// must be able to on every route, those to come included.
func TestEverythingThatChangesTakesAKeyAndADryRun(t *testing.T) {
	doc := readDocument(t, newWorld(t).api)
	changing := 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if method == "get" || method == "head" || strings.HasSuffix(path, "/preview") { // a preview makes nothing
				continue
			}
			if method == "patch" && path == "/api/v1/uploads/{id}" { // its offset is its key: bytes are never taken twice
				continue
			}
			changing++
			var names []string
			for _, p := range op.Parameters {
				names = append(names, p.Name)
			}
			require.Contains(t, names, "Idempotency-Key", "%s %s", method, path)
			require.Contains(t, names, "dryRun", "%s %s", method, path)
		}
	}
	require.Greater(t, changing, 15)
}
