package keyboard_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/keyboard"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]keyboard.Chord{
		"ctrl-alt-delete": {29, 56, 111}, "Ctrl-Alt-Del": {29, 56, 111}, "f1": {59}, "F10": {68}, "f11": {87}, "f12": {88},
		"super-l": {125, 38}, "alt-sysrq-b": {56, 99, 48}, "a": {30}, "5": {6}, "enter": {28}, "ctrl-alt-f2": {29, 56, 60},
	} {
		got, err := keyboard.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "-", "ctrl-", "f0", "f13", "hyper-x", "ctrl-ctrl", "a-b-c-d-e-f-g-h-i", "ctrl-!", "é"} {
		_, err := keyboard.Parse(text)
		require.Error(t, err, text)
	}
}

func TestType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		layout, text string
		want         []keyboard.Chord
	}{
		{"en-us", "a\n", []keyboard.Chord{{30}, {28}}},
		{"en-us", "A@/", []keyboard.Chord{{42, 30}, {42, 3}, {53}}},
		{"en-us", "\\|~", []keyboard.Chord{{43}, {42, 43}, {42, 41}}},
		{"en-gb", "\\#£\"@", []keyboard.Chord{{86}, {43}, {42, 4}, {42, 3}, {42, 40}}},
		{"de", "yz@\\ß", []keyboard.Chord{{44}, {21}, {100, 16}, {100, 12}, {12}}},
		{"de", "/-ä€|^é", []keyboard.Chord{{42, 8}, {53}, {40}, {100, 18}, {100, 86}, {41}, {57}, {13}, {18}}},
		{"fr", "aqm1@ê", []keyboard.Chord{{16}, {30}, {39}, {42, 2}, {100, 11}, {26}, {18}}},
		{"es", "ñ@/á", []keyboard.Chord{{39}, {100, 3}, {42, 8}, {40}, {30}}},
		{"en-us", "a\r\nb", []keyboard.Chord{{30}, {28}, {48}}},
	} {
		got, ends, err := keyboard.Type(c.layout, c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got, "%s %q", c.layout, c.text)
		require.Len(t, ends, len(got))
	}
	_, ends, err := keyboard.Type("de", "é1")
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 2}, ends, "a dead key is no character yet")
}

func TestTypeRefuses(t *testing.T) {
	t.Parallel()
	_, _, err := keyboard.Type("de", "price: 5 ₽")
	require.ErrorIs(t, err, keyboard.ErrUnknown)
	require.ErrorContains(t, err, "₽")
	_, _, err = keyboard.Type("tlh", "x")
	require.ErrorIs(t, err, keyboard.ErrLayout)
	_, _, err = keyboard.Type("en-us", "\x00")
	require.ErrorIs(t, err, keyboard.ErrUnknown)
}

// TestASCII: every layout types all that programs are written in.
func TestASCII(t *testing.T) {
	t.Parallel()
	for _, layout := range keyboard.Layouts() {
		for r := ' '; r <= '~'; r++ {
			_, _, err := keyboard.Type(layout, string(r))
			require.NoError(t, err, layout)
		}
	}
}

func FuzzType(f *testing.F) {
	f.Add("de", "straße")
	f.Fuzz(func(t *testing.T, layout, text string) {
		chords, ends, err := keyboard.Type(layout, text)
		if err == nil && len(chords) != len(ends) {
			t.Fatal("not every chord ends somewhere")
		}
	})
}
