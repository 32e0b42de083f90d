package fleet_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// world is what a hypervisor has.
type world struct {
	mu     sync.Mutex
	images []novacron.Image
	err    error
}

func (w *world) set(err error, images ...novacron.Image) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.images, w.err = images, err
}

func (w *world) read(context.Context) ([]novacron.Image, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.images, w.err
}

// follow returns a fleet whose images are w's, and what compares them now.
func follow(t *testing.T) (l *lab, w *world, compare func() error) {
	t.Helper()
	w = &world{}
	l = prepareLab(t, t.TempDir(), newFake(t, fake.Options{}))
	refresh := l.Follow(w.read)
	require.NoError(t, l.Open(t.Context()))
	return l, w, func() error { return refresh(l.ctx) }
}

func anImage(id, name string) novacron.Image {
	return novacron.Image{ID: novacron.ImageID(id), Name: name}
}

func TestWhatOthersMakeAppearsAndGoes(t *testing.T) {
	l, w, compare := follow(t)
	w.set(nil, anImage("1", "default"), anImage("2", "lab"))
	require.NoError(t, compare())
	first, err := l.store.Images().Get("1")
	require.NoError(t, err)
	require.Equal(t, l.store.NodeID(), first.Node)
	require.False(t, first.CreatedAt.IsZero())

	require.NoError(t, compare())
	same, err := l.store.Images().Get("1")
	require.NoError(t, err)
	require.Equal(t, first.Revision, same.Revision, "what did not change is not written")

	w.set(nil, anImage("1", "renamed"))
	require.NoError(t, compare())
	now, err := l.store.Images().Get("1")
	require.NoError(t, err)
	require.Equal(t, "renamed", now.Name)
	require.Equal(t, first.CreatedAt, now.CreatedAt)
	require.Equal(t, []string{"image.created", "image.changed"}, l.events("1"))
	require.Equal(t, []string{"image.created", "image.deleted"}, l.events("2"))
}

// One was deleted and another made under its name between two looks.
func TestANameThatMovedOn(t *testing.T) {
	l, w, compare := follow(t)
	w.set(nil, anImage("1", "lab"))
	require.NoError(t, compare())
	w.set(nil, anImage("2", "lab"))
	require.NoError(t, compare())
	_, err := l.store.Images().Get("1")
	requireCode(t, novacron.NotFound, err)
	w.set(nil, anImage("1", "lab"), anImage("2", "other"))
	require.NoError(t, compare())
	require.Len(t, l.store.Images().All(), 2)
}

func TestWhatCannotBeReadIsNotGone(t *testing.T) {
	l, w, compare := follow(t)
	w.set(nil, anImage("1", "lab"))
	require.NoError(t, compare())
	w.set(errors.New("away"))
	require.ErrorContains(t, compare(), "away")
	require.Equal(t, 1, l.store.Images().Len())
	w.set(novacron.Errorf(novacron.Unsupported, "no images here"))
	require.NoError(t, compare())
	require.Equal(t, 1, l.store.Images().Len())
}

// What an operation works on is left to it.
func TestWhatAnOperationHoldsIsLeftAlone(t *testing.T) {
	w := &world{}
	l := prepareLab(t, t.TempDir(), newFake(t, fake.Options{}))
	refresh := l.Follow(w.read)
	began, release := held(l)
	require.NoError(t, l.Open(t.Context()))
	op, err := l.Begin(l.ctx, "test.wait", novacron.Target{Kind: "image", ID: "1"}, "")
	require.NoError(t, err)
	<-began
	w.set(nil, anImage("1", "half made"))
	require.NoError(t, refresh(l.ctx))
	require.Zero(t, l.store.Images().Len())
	release()
	l.wait(op)
	require.NoError(t, refresh(l.ctx))
	require.Equal(t, 1, l.store.Images().Len())
}

func TestAConnectionComparesAtOnce(t *testing.T) {
	l, w, _ := follow(t)
	w.set(nil, anImage("1", "lab"))
	l.provider.Outside().Disconnect("restart")
	l.provider.Outside().Reconnect()
	require.Eventually(t, func() bool { return l.store.Images().Len() == 1 }, 5*time.Second, 5*time.Millisecond)
}
