package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// Each golden file tells one behaviour in exchanges with a fresh node:
//
//	text           for people
//	@as WHO        who asks from here on: admin, cookie, local, nobody
//	@fail CODE     what the services answer from here on; @fail none ends it
//	> LINE         the request: its line, its headers, and after an empty one its body
//	= LINE         what reached a service, or nothing
//	< LINE         the answer: status, the headers that matter, the body
//
// With -update the lines with = and < are written anew.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".golden"), func(t *testing.T) {
			before, err := os.ReadFile(file)
			require.NoError(t, err)
			after := newConversation(t).play(string(before))
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(after), 0o600))
				require.NoError(t, os.Chmod(file, 0o644))
				return
			}
			require.Equal(t, string(before), after)
		})
	}
}

type conversation struct {
	*world
	doc openapi
	as  asker
}

func newConversation(t *testing.T) *conversation {
	w := newWorld(t)
	w.fake.add("vm.created", "vm.started", "operation.finished")
	return &conversation{world: w, doc: readDocument(t, w.api), as: asAdmin}
}

// play answers every request in a script and returns the script with the
// answers that came.
func (c *conversation) play(script string) string {
	var out, request strings.Builder
	for line := range strings.Lines(script) {
		switch {
		case strings.HasPrefix(line, "<"), strings.HasPrefix(line, "="):
			continue
		case strings.HasPrefix(line, ">"):
			request.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
			out.WriteString(line)
			continue
		}
		if request.Len() > 0 {
			out.WriteString(c.exchange(request.String()))
			request.Reset()
		}
		c.direct(strings.Fields(line))
		out.WriteString(line)
	}
	if request.Len() > 0 {
		out.WriteString(c.exchange(request.String()))
	}
	return out.String()
}

func (c *conversation) direct(words []string) {
	switch {
	case len(words) == 2 && words[0] == "@as":
		c.as = map[string]asker{"admin": asAdmin, "cookie": byCookie, "local": asLocal, "nobody": nobody}[words[1]]
		require.NotNil(c.t, c.as, words[1])
	case len(words) == 2 && words[0] == "@fail" && words[1] == "none":
		c.fake.failWith(nil)
	case len(words) == 2 && words[0] == "@fail" && words[1] == "unknown":
		c.fake.failWith(errCause)
	case len(words) == 2 && words[0] == "@fail":
		c.fake.failWith(&novacron.Error{Code: novacron.Code(words[1]), Detail: "said by the service", Mend: "do something", Cause: errCause})
	}
}

// exchange sends one request and writes down what came of it.
func (c *conversation) exchange(text string) string {
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	method, target, ok := strings.Cut(lines[0], " ")
	require.True(c.t, ok, lines[0])
	askers := []asker{c.as}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ": ")
		require.True(c.t, ok, line)
		askers = append(askers, with(name, value))
	}
	c.fake.mu.Lock()
	c.fake.last = nil
	c.fake.mu.Unlock()
	answer := c.do(method, target, strings.TrimSpace(body), askers...)
	c.checkContract(method, target, answer)
	return "= " + describe(c.fake.lastRequest()) + "\n" + prefixed(writeAnswer(answer))
}

// describe writes what a service was asked, with what its JSON leaves out.
func describe(request any) string {
	if request == nil {
		return "nothing"
	}
	data, _ := json.Marshal(request)
	v := reflect.ValueOf(request)
	if v.Kind() == reflect.Struct {
		if m, ok := v.FieldByNameFunc(func(n string) bool { return n == "Mutation" }), true; ok && m.IsValid() {
			mutation, _ := json.Marshal(m.Interface())
			return fmt.Sprintf("%s %s mutation %s", v.Type().Name(), data, mutation)
		}
	}
	return fmt.Sprintf("%s %s", v.Type(), data)
}

func writeAnswer(answer *httptest.ResponseRecorder) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d\n", answer.Code)
	matter := []string{"Content-Type", "Location", "ETag", "Link", "Retry-After", "WWW-Authenticate", "Allow", "Set-Cookie", "Cache-Control", "X-Request-Id"}
	for _, name := range matter {
		for _, value := range answer.Header().Values(name) {
			fmt.Fprintf(&out, "%s: %s\n", name, value)
		}
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, answer.Body.Bytes(), "", "  ") != nil {
		pretty = *answer.Body
	}
	if pretty.Len() > 0 {
		fmt.Fprintf(&out, "\n%s\n", strings.TrimSpace(pretty.String()))
	}
	return out.String()
}

func prefixed(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(strings.TrimRight("< "+line, " \n") + "\n")
	}
	return out.String()
}

var snapshotInPath = regexp.MustCompile(`/snapshots/[^/]+`)

var idInPath = regexp.MustCompile(`^/api/v1/(vms|images|networks|operations|tokens)/[^/]+`)

var macInPath = regexp.MustCompile(`/[0-9a-f]{2}(:[0-9a-f]{2}){5}`)

// checkContract holds an answer to what the document says of it.
func (c *conversation) checkContract(method, target string, answer *httptest.ResponseRecorder) {
	c.t.Helper()
	path, _, _ := strings.Cut(target, "?")
	path = idInPath.ReplaceAllString(path, "/api/v1/$1/{id}")
	path = macInPath.ReplaceAllString(path, "/{mac}")
	path = snapshotInPath.ReplaceAllString(path, "/snapshots/{snapshot}")
	if exact, _, _ := strings.Cut(target, "?"); c.doc.Paths[exact] != nil {
		path = exact // vms/import names no VM
	}
	op, ok := c.doc.Paths[path][strings.ToLower(method)]
	require.Equal(c.t, "req-1", answer.Header().Get("X-Request-Id"))
	if !ok {
		require.Contains(c.t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, answer.Code, target)
		return
	}
	response, ok := op.Responses[fmt.Sprint(answer.Code)]
	require.True(c.t, ok, "%s %s may not answer %d", method, path, answer.Code)
	if name, ok := strings.CutPrefix(response.Ref, "#/components/responses/"); ok {
		response = c.doc.Components.Responses[name]
	}
	if len(response.Content) == 0 {
		require.Empty(c.t, answer.Body.String())
		return
	}
	kind, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	media, ok := response.Content[kind]
	require.True(c.t, ok, "%s %s answers %d with %s", method, path, answer.Code, kind)
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var value any
	require.NoError(c.t, json.Unmarshal(answer.Body.Bytes(), &value))
	require.Empty(c.t, c.validate(media.Schema.Ref, value), answer.Body.String())
}
