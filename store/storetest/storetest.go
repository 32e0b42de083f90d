// Package storetest opens stores for the tests of other rooms.
package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// New opens a store in a directory of its own. When the test ends it is
// checked for consistency and closed.
func New(tb testing.TB, change ...func(*store.Options)) *store.Store {
	tb.Helper()
	return Open(tb, tb.TempDir(), change...)
}

// Open opens the store in dir. When the test ends it is checked for
// consistency and closed, unless the test has closed it already.
func Open(tb testing.TB, dir string, change ...func(*store.Options)) *store.Store {
	tb.Helper()
	opts := store.Options{Dir: dir}
	for _, c := range change {
		c(&opts)
	}
	s := store.New(opts)
	require.NoError(tb, s.Open(tb.Context()))
	tb.Cleanup(func() { closeChecked(tb, s) })
	return s
}

// closeChecked uses a context of its own: the test's is over when it runs.
func closeChecked(tb testing.TB, s *store.Store) {
	tb.Helper()
	if err := s.Check(context.Background()); novacron.CodeOf(err) != novacron.Unavailable { // closed already
		require.NoError(tb, err)
	}
	require.NoError(tb, s.Close())
}
