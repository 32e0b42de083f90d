package store

import "sync"

// broadcast wakes everybody who waits for a key. The zero value is ready.
type broadcast[K comparable] struct {
	mu    sync.Mutex
	chans map[K]chan struct{}
}

// wait returns a channel that the next notify of key closes. Take it before
// looking at what is waited for, else a notify in between is missed.
func (b *broadcast[K]) wait(key K) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	ch, ok := b.chans[key]
	if !ok {
		if b.chans == nil {
			b.chans = map[K]chan struct{}{}
		}
		ch = make(chan struct{})
		b.chans[key] = ch
	}
	return ch
}

func (b *broadcast[K]) notify(key K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ch, ok := b.chans[key]; ok {
		close(ch)
		delete(b.chans, key)
	}
}
