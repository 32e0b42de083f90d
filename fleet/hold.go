package fleet

import (
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// holds says which operation has which thing. An operation holds its target
// alone, and may hold others: alone, or shared with others that only rely on it
// staying as it is (an image that a VM is made from). Names that an operation is
// about to give are held like things. It is for one goroutine at a time.
type holds map[string]*slot

// slot is who holds one thing.
type slot struct {
	alone  *run
	shared map[*run]struct{}
}

// keysOf returns the keys of what an operation holds, and whether each is shared.
func keysOf(rec store.OperationRecord) map[string]bool {
	keys := map[string]bool{holdKey(rec.Target.Kind, rec.Target.ID): false}
	for _, h := range rec.Holds {
		key := holdKey(h.Target.Kind, h.Target.ID)
		if was, ok := keys[key]; !ok || was {
			keys[key] = h.Shared
		}
	}
	if rec.Claim != "" {
		keys[claimKey(rec.Target.Kind, rec.Claim)] = false
	}
	return keys
}

func holdKey(kind, id string) string { return kind + "\x00" + id }

func claimKey(kind, name string) string { return kind + "\x01" + name }

// others returns the operations that have what r would hold, in a way that
// excludes it.
func (h holds) others(r *run) []*run {
	var others []*run
	for key, shared := range r.keys {
		s := h[key]
		if s == nil {
			continue
		}
		if s.alone != nil && s.alone != r {
			others = append(others, s.alone)
		}
		if shared {
			continue
		}
		for other := range s.shared {
			if other != r {
				others = append(others, other)
			}
		}
	}
	return others
}

func (h holds) take(r *run) {
	for key, shared := range r.keys {
		s := h[key]
		if s == nil {
			s = &slot{shared: map[*run]struct{}{}}
			h[key] = s
		}
		if shared {
			s.shared[r] = struct{}{}
		} else {
			s.alone = r
		}
	}
}

func (h holds) release(r *run) {
	for key := range r.keys {
		s := h[key]
		if s == nil {
			continue
		}
		delete(s.shared, r)
		if s.alone == r {
			s.alone = nil
		}
		if s.alone == nil && len(s.shared) == 0 {
			delete(h, key)
		}
	}
}

// alone returns who holds a thing alone; nil for nobody.
func (h holds) alone(kind, id string) *run {
	if s := h[holdKey(kind, id)]; s != nil {
		return s.alone
	}
	return nil
}

// refusal is why r cannot have what other holds: which thing that is, and what
// to do.
func refusal(r, other *run) error {
	if claim := other.rec.Claim; claim != "" {
		if _, ok := r.keys[claimKey(other.rec.Target.Kind, claim)]; ok {
			return novacron.Errorf(novacron.Conflict, "a %s named %q is being created by operation %s", other.rec.Target.Kind, claim, other.rec.ID)
		}
	}
	return novacron.Errorf(novacron.Conflict, "%s has operation %s running", label(common(r, other)), other.rec.ID).
		WithMend("wait for operation %s, or cancel it", other.rec.ID)
}

// common returns the thing that both hold.
func common(r, other *run) novacron.Target {
	for _, t := range append([]store.Hold{{Target: r.rec.Target}}, r.rec.Holds...) {
		if _, ok := other.keys[holdKey(t.Target.Kind, t.Target.ID)]; ok {
			return t.Target
		}
	}
	return r.rec.Target
}
