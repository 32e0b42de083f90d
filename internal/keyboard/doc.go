// Package keyboard turns words and text into keys of a PC keyboard: which keys
// are pressed, together or one after the other, so that a guest whose keyboard
// is set to a layout reads a text. It knows nothing of NovaCron.
package keyboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Chord is keys that are pressed together, in this order, by Linux's codes
// (KEY_* of linux/input-event-codes.h), which name places on the keyboard.
type Chord []uint16

// maxChord is how many keys a person presses together, and some more.
const maxChord = 8

// What is not known: a key or character, and a layout.
var (
	ErrUnknown = errors.New("unknown")
	ErrLayout  = errors.New("unknown layout")
)

// Parse reads names of keys with hyphens between them: "ctrl-alt-delete",
// "super-l", "f5", "alt-sysrq-b". Letters and digits mean the places where they
// are on a keyboard of the United States.
func Parse(text string) (Chord, error) {
	var chord Chord
	for name := range strings.SplitSeq(strings.ToLower(text), "-") {
		code, ok := named(strings.TrimSpace(name))
		switch {
		case !ok:
			return nil, fmt.Errorf("%w key %q", ErrUnknown, name)
		case slices.Contains(chord, code):
			return nil, fmt.Errorf("the key %q is there twice", name)
		case len(chord) == maxChord:
			return nil, fmt.Errorf("more than %d keys", maxChord)
		}
		chord = append(chord, code)
	}
	return chord, nil
}

// Type returns the chords that type a text on a keyboard of a layout, and where
// in the text each ends, in characters. It fails with ErrUnknown, and names the
// character, for one that the layout does not have.
func Type(layout, text string) (chords []Chord, characters []int, err error) {
	keys, ok := layoutNamed(layout)
	if !ok {
		return nil, nil, fmt.Errorf("%w %q", ErrLayout, layout)
	}
	n := 0
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		n++
		strokes, ok := keys[r]
		if !ok {
			return nil, nil, fmt.Errorf("%w on a keyboard %s: the character %q", ErrUnknown, layout, r)
		}
		for _, chord := range strokes {
			chords, characters = append(chords, chord), append(characters, n-1)
		}
		characters[len(characters)-1] = n
	}
	return chords, characters, nil
}
