package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/novacron"
)

func TestFilter(t *testing.T) {
	for expression, want := range map[string]novacron.VMQuery{
		"":                                {},
		"   ":                             {},
		"state=running":                   {States: []novacron.VMState{"running"}},
		"state=running,paused":            {States: []novacron.VMState{"running", "paused"}},
		"state=running state=running":     {States: []novacron.VMState{"running"}},
		"label=tier":                      {Labels: map[string]string{"tier": ""}},
		"label=tier=web label=tier":       {Labels: map[string]string{"tier": "web"}},
		"label=a=b=c":                     {Labels: map[string]string{"a": "b=c"}},
		`label="owner=Ada Lovelace"`:      {Labels: map[string]string{"owner": "Ada Lovelace"}},
		`name~"a \"quoted\" \\ name"`:     {Name: `a "quoted" \ name`},
		"name~shop  label=tier=web ":      {Name: "shop", Labels: map[string]string{"tier": "web"}},
		"name~=~":                         {Name: "=~"},
		"name~shop name~shop":             {Name: "shop"},
		"name~ümläut state=shutoff,crash": {},
	} {
		got, err := api.ParseFilter(expression)
		if expression == "name~ümläut state=shutoff,crash" {
			require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
			continue
		}
		require.NoError(t, err, expression)
		require.Equal(t, want, got, expression)
	}
}

func TestFilterRefuses(t *testing.T) {
	for _, expression := range []string{
		"running", "state", "state=", "state~running", "state=Running", "label=", "label==x", "label~tier", "name=shop", "name~", `name~""`,
		`"`, `name~"open`, "label=tier=web label=tier=db", "name~a name~b", "state=running or state=paused", "=", "~",
	} {
		_, err := api.ParseFilter(expression)
		e, ok := novacron.AsError(err)
		require.True(t, ok, expression)
		require.Equal(t, novacron.Invalid, e.Code, expression)
		require.Equal(t, "filter", e.Fields[0].Name, expression)
	}
}

// writeFilter is the inverse of the parser.
func writeFilter(q novacron.VMQuery) string {
	quoted := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	var terms []string
	for _, s := range q.States {
		terms = append(terms, "state="+string(s))
	}
	for key, value := range q.Labels {
		if value != "" {
			key += "=" + value
		}
		terms = append(terms, "label="+quoted(key))
	}
	if q.Name != "" {
		terms = append(terms, "name~"+quoted(q.Name))
	}
	return strings.Join(terms, " ")
}

// Whatever is written, the parser answers with a query that a service can take
// or names the field; and what it took can be written again.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"state=running,paused label=tier=web name~shop", `name~"shop front"`, `label="a b"=c`, `"`, `\`, "state=", "label==", "=~=~", "name~\x00", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		q, err := api.ParseFilter(expression)
		if err != nil {
			require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
			e, _ := novacron.AsError(err)
			require.NotEmpty(t, e.Fields)
			return
		}
		for _, s := range q.States {
			require.True(t, slices.Contains(novacron.VMStates(), s))
		}
		for key := range q.Labels {
			require.NotEmpty(t, key)
		}
		again, err := api.ParseFilter(writeFilter(q))
		require.NoError(t, err)
		require.Equal(t, q, again)
	})
}

// FuzzCreateVM holds that no body makes the API panic or answer 500, and that
// none reaches the service that would not come back the same.
func FuzzCreateVM(f *testing.F) {
	for _, seed := range []string{
		`{"name":"web-1"}`, `{"name":"web-1","disks":[{"sizeBytes":1048576}]}`, `{"name":null}`, `{"NAME":"x"}`, `[]`, `"x"`, `1`, `{`, `{"name":"a","name":"b"}`,
		`{"memoryBytes":1e400}`, `{"labels":{"a":1}}`, `{"boot":{}}`, `{"name":"a","nics":null}`,
	} {
		f.Add(seed)
	}
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, body string) {
		if body == "" {
			return
		}
		here := *w
		here.t = t
		answer := here.do(http.MethodPost, "/api/v1/vms?"+url.Values{"dryRun": {"true"}}.Encode(), body, asAdmin)
		require.Contains(t, []int{http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge}, answer.Code, answer.Body.String())
	})
}
