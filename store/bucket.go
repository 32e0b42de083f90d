package store

import (
	"encoding/json"
	"slices"

	"github.com/novacron/novacron/novacron"
)

// Bucket is a transaction's view of the records of one type, by key.
type Bucket[T any] struct {
	tx     *Tx
	bucket string
	noun   string   // for NotFound; the key is told only with public set
	public bool     // the key may be shown to people
	clean  func(*T) // takes out what is never stored; may be nil
}

// Users are the users by name.
func (tx *Tx) Users() Bucket[UserRecord] {
	return Bucket[UserRecord]{tx: tx, bucket: bucketUsers, noun: "user", public: true}
}

// Sessions are the sessions by hash.
func (tx *Tx) Sessions() Bucket[SessionRecord] {
	return Bucket[SessionRecord]{tx: tx, bucket: bucketSessions, noun: "session"}
}

// Tokens are the API tokens, by whatever key the caller looks them up with.
func (tx *Tx) Tokens() Bucket[TokenRecord] {
	return Bucket[TokenRecord]{
		tx: tx, bucket: bucketTokens, noun: "token",
		clean: func(t *TokenRecord) { t.Secret = "" },
	}
}

// Settings are small records of other rooms, by name.
func (tx *Tx) Settings() Bucket[json.RawMessage] {
	return Bucket[json.RawMessage]{tx: tx, bucket: bucketSettings, noun: "setting", public: true}
}

// Get returns the record under key. NotFound.
func (b Bucket[T]) Get(key string) (T, error) {
	raw := b.tx.bucket(b.bucket).Get([]byte(key))
	if raw == nil {
		var none T
		return none, b.notFound(key)
	}
	return decode[T](b.bucket, []byte(key), raw)
}

// Put writes v under key, over what is there.
func (b Bucket[T]) Put(key string, v T) error {
	if b.clean != nil {
		b.clean(&v)
	}
	return b.tx.putJSON(b.bucket, []byte(key), v)
}

// Delete removes the record under key. NotFound.
func (b Bucket[T]) Delete(key string) error {
	if b.tx.bucket(b.bucket).Get([]byte(key)) == nil {
		return b.notFound(key)
	}
	return b.tx.delete(b.bucket, []byte(key))
}

// Each calls fn with every record in the order of keys, until fn returns an
// error. fn may change the bucket; it sees the records as they were before.
func (b Bucket[T]) Each(fn func(key string, v T) error) error {
	type pair struct {
		key string
		v   T
	}
	var all []pair
	c := b.tx.bucket(b.bucket).Cursor()
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		v, err := decode[T](b.bucket, k, raw)
		if err != nil {
			return err
		}
		all = append(all, pair{string(k), v})
	}
	for p := range slices.Values(all) {
		if err := fn(p.key, p.v); err != nil {
			return err
		}
	}
	return nil
}

// Len returns the number of records. It walks them.
func (b Bucket[T]) Len() int {
	n := 0
	c := b.tx.bucket(b.bucket).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}

func (b Bucket[T]) notFound(key string) error {
	if !b.public {
		return novacron.Errorf(novacron.NotFound, "no such %s", b.noun)
	}
	return novacron.Errorf(novacron.NotFound, "%s %s", b.noun, key)
}
