package keyboard

import "sync"

// layout is what the keys of a keyboard type: the rows of rows, alone, with
// shift and with AltGr; then the key left of 1, the one right of ' (which has
// the code of the backslash), and the one between shift and Z. A '\x00' is a key
// that types nothing; so is a dead key, which has its place in dead.
type layout struct {
	plain, shift, altgr [4]string
	grave, hash, lesser [3]rune // alone, shift, AltGr
	dead                map[rune]stroke
	composed            map[rune][2]rune // a dead key's character, and the letter after it
}

// stroke is a key and what is held with it.
type stroke struct {
	code         uint16
	shift, altgr bool
}

func (s stroke) chord() Chord {
	var c Chord
	if s.shift {
		c = append(c, keyLeftShift)
	}
	if s.altgr {
		c = append(c, keyRightAlt)
	}
	return append(c, s.code)
}

// Layouts returns the names of the layouts.
func Layouts() []string { return []string{"en-us", "en-gb", "de", "fr", "es"} }

// DefaultLayout is the one of a guest that nobody has set.
const DefaultLayout = "en-us"

type keys map[rune][]Chord

var (
	english = sync.OnceValue(func() keys { return unitedStates().keys() })
	british = sync.OnceValue(func() keys { return greatBritain().keys() })
	german  = sync.OnceValue(func() keys { return germany().keys() })
	french  = sync.OnceValue(func() keys { return france().keys() })
	spanish = sync.OnceValue(func() keys { return spain().keys() })
)

func layoutNamed(name string) (keys, bool) {
	switch name {
	case "en-us":
		return english(), true
	case "en-gb":
		return british(), true
	case "de":
		return german(), true
	case "fr":
		return french(), true
	case "es":
		return spanish(), true
	}
	return nil, false
}

// keys is what each character takes. Where two keys type one, the one with
// fewer fingers is taken.
func (l layout) keys() keys {
	k := keys{'\n': {{keyEnter}}, '\r': {{keyEnter}}, '\t': {{keyTab}}, ' ': {{keySpace}}, '\b': {{keyBackspace}}, '\x1b': {{keyEsc}}}
	for level, rowsOf := range [3][4]string{l.plain, l.shift, l.altgr} {
		for row, text := range rowsOf {
			code := rows()[row]
			for _, r := range text {
				k.add(r, code, level)
				code++
			}
		}
		k.add(l.grave[level], keyGrave, level)
		k.add(l.hash[level], keyBackslash, level)
		k.add(l.lesser[level], key102nd, level)
	}
	for r, s := range l.dead {
		if _, there := k[r]; !there {
			k[r] = []Chord{s.chord(), {keySpace}}
		}
	}
	for r, parts := range l.composed {
		if letter, there := k[parts[1]]; there {
			k[r] = append([]Chord{l.dead[parts[0]].chord()}, letter...)
		}
	}
	return k
}

func (k keys) add(r rune, code uint16, level int) {
	if _, there := k[r]; r == 0 || there {
		return
	}
	k[r] = []Chord{stroke{code: code, shift: level == 1, altgr: level == 2}.chord()}
}

// accents are the letters that a dead key makes of others.
func accents(dead rune, letters, made string) map[rune][2]rune {
	out := map[rune][2]rune{}
	from := []rune(letters)
	for i, r := range []rune(made) {
		out[r] = [2]rune{dead, from[i]}
	}
	return out
}

func join(all ...map[rune][2]rune) map[rune][2]rune {
	out := map[rune][2]rune{}
	for _, m := range all {
		for r, parts := range m {
			out[r] = parts
		}
	}
	return out
}

func grave() map[rune][2]rune      { return accents('`', "aeiouAEIOU", "àèìòùÀÈÌÒÙ") }
func acute() map[rune][2]rune      { return accents('´', "aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ") }
func circumflex() map[rune][2]rune { return accents('^', "aeiouAEIOU", "âêîôûÂÊÎÔÛ") }
func diaeresis() map[rune][2]rune  { return accents('¨', "aeiouAEIOU", "äëïöüÄËÏÖÜ") }
