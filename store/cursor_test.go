package store_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

func opaque(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func badCursors() []string {
	return []string{
		"!", "====", opaque("null x"), opaque(`{"v":1,"s":"name"`), opaque(`{"v":2,"s":"name"}`),
		opaque(`{"v":1,"s":"name","x":1}`), opaque(`{"v":1,"s":"name"}{}`), opaque(`{"v":1,"s":"name","n":-1}`),
		strings.Repeat("A", 5000),
	}
}

func TestABadCursorIsInvalidEverywhere(t *testing.T) {
	s := store.New(store.Options{}) // a cursor is looked at before anything is read
	for _, text := range badCursors() {
		page := novacron.PageRequest{Cursor: text}
		_, err := s.VMs(novacron.VMQuery{PageRequest: page})
		requireField(t, err, "cursor")
		_, err = s.Operations(novacron.OperationQuery{PageRequest: page})
		requireField(t, err, "cursor")
		_, err = s.Audit(t.Context(), novacron.AuditQuery{PageRequest: page})
		requireField(t, err, "cursor")
		_, err = s.Events(novacron.EventQuery{PageRequest: page})
		requireField(t, err, "cursor")
	}
}

func TestABadEventCursorIsInvalid(t *testing.T) {
	for _, text := range []string{"n", "n.g", "n.g.", "n.g.-1", "n.g.+1", "n.g.01", "n.g.1.1", ".g.1", "n..1", "n.g.18446744073709551616"} {
		_, err := store.RewriteEventCursor(opaque(text))
		requireField(t, err, "cursor")
	}
	got, err := store.RewriteEventCursor(opaque("n.g.7"))
	require.NoError(t, err)
	require.Equal(t, opaque("n.g.7"), got)
}

// FuzzCursor: whatever comes in as a cursor, every list answers a page or says
// that the cursor is at fault, and what is accepted means one thing.
func FuzzCursor(f *testing.F) {
	for _, text := range badCursors() {
		f.Add(text)
	}
	f.Add(opaque(`{"v":1,"s":"name","t":"web-1","i":"6b1f6c1e"}`))
	f.Add(opaque(`{"v":1,"s":"-memoryBytes","n":1073741824,"i":"6b1f6c1e"}`))
	f.Add(opaque("n-5f0c2c1e.0011223344556677.42"))
	s := store.New(store.Options{})
	sorts := novacron.VMSortKeys()
	for _, word := range slices.Clone(sorts) {
		sorts = append(sorts, "-"+word)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, sort := range sorts {
			page, err := s.VMs(novacron.VMQuery{Sort: sort, PageRequest: novacron.PageRequest{Cursor: text}})
			if text == "" || err == nil {
				require.NoError(t, err)
				require.Empty(t, page.Items)
				continue
			}
			requireField(t, err, "cursor")
		}
		if again, err := store.RewriteEventCursor(text); err == nil {
			require.Equal(t, text, again)
		}
		if once, err := store.RewriteCursor(text, "name"); err == nil {
			twice, err := store.RewriteCursor(once, "name")
			require.NoError(t, err)
			require.Equal(t, once, twice)
		}
	})
}
