package fake

import (
	"encoding/json"
	"sync"
)

// marks are the words that a guest was told to keep on its disk and in its
// memory: enough of a guest's state to see what a snapshot brings back.
type marks struct {
	mu    sync.Mutex
	words markWords
}

// markWords are the words as they are kept.
type markWords struct {
	Disk   string `json:"disk,omitempty"`
	Memory string `json:"memory,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (k *marks) MarshalJSON() ([]byte, error) { return json.Marshal(k.get()) }

// UnmarshalJSON implements json.Unmarshaler.
func (k *marks) UnmarshalJSON(text []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return json.Unmarshal(text, &k.words)
}

func (k *marks) get() markWords {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.words
}

func (k *marks) set(words markWords) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.words = words
}

// change sets one of the words.
func (k *marks) change(where, word string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch where {
	case "disk":
		k.words.Disk = word
	case "memory":
		k.words.Memory = word
	}
}

// marksOf are a machine's marks.
func marksOf(m *machine) *marks {
	if m.Marks == nil {
		m.Marks = &marks{}
	}
	return m.Marks
}

// forgetMemory is what a boot does.
func forgetMemory(m *machine) {
	words := marksOf(m).get()
	words.Memory = ""
	m.Marks.set(words)
}
