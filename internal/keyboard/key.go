package keyboard

import "strconv"

// Codes of linux/input-event-codes.h that are spoken of here.
const (
	keyEsc        = 1
	key1          = 2
	key0          = 11
	keyMinus      = 12
	keyBackspace  = 14
	keyTab        = 15
	keyQ          = 16
	keyEnter      = 28
	keyLeftCtrl   = 29
	keyA          = 30
	keyGrave      = 41
	keyLeftShift  = 42
	keyBackslash  = 43
	keyZ          = 44
	keyRightShift = 54
	keyLeftAlt    = 56
	keySpace      = 57
	keyCapsLock   = 58
	keyF1         = 59
	keyNumLock    = 69
	keyScrollLock = 70
	key102nd      = 86 // between the left shift and Z on keyboards of Europe
	keyF11        = 87
	keyRightCtrl  = 97
	keySysRq      = 99
	keyRightAlt   = 100
	keyHome       = 102
	keyUp         = 103
	keyPageUp     = 104
	keyLeft       = 105
	keyRight      = 106
	keyEnd        = 107
	keyDown       = 108
	keyPageDown   = 109
	keyInsert     = 110
	keyDelete     = 111
	keyPause      = 119
	keyLeftMeta   = 125
	keyRightMeta  = 126
	keyMenu       = 127
)

// rows are the places of the keys that type, as they lie on a keyboard: the
// code of the first key of each row. The rows of a layout are in this order.
func rows() []uint16 { return []uint16{key1, keyQ, keyA, keyZ} }

// named returns the code of a key's name.
func named(name string) (uint16, bool) {
	if len(name) == 1 {
		chord, ok := english()[rune(name[0])]
		if !ok || len(chord[0]) != 1 {
			return 0, false
		}
		return chord[0][0], true
	}
	if len(name) <= 3 && name[0:min(1, len(name))] == "f" {
		n, err := strconv.Atoi(name[1:])
		switch {
		case err != nil || n < 1 || n > 12:
			return 0, false
		case n <= 10:
			return uint16(keyF1 + n - 1), true
		default:
			return uint16(keyF11 + n - 11), true
		}
	}
	code, ok := names()[name]
	return code, ok
}

func names() map[string]uint16 {
	return map[string]uint16{
		"ctrl": keyLeftCtrl, "control": keyLeftCtrl, "rightctrl": keyRightCtrl,
		"alt": keyLeftAlt, "altgr": keyRightAlt, "rightalt": keyRightAlt,
		"shift": keyLeftShift, "rightshift": keyRightShift,
		"super": keyLeftMeta, "meta": keyLeftMeta, "win": keyLeftMeta, "rightsuper": keyRightMeta, "menu": keyMenu,
		"esc": keyEsc, "escape": keyEsc, "tab": keyTab, "enter": keyEnter, "return": keyEnter, "space": keySpace,
		"backspace": keyBackspace, "delete": keyDelete, "del": keyDelete, "insert": keyInsert, "ins": keyInsert,
		"home": keyHome, "end": keyEnd, "pageup": keyPageUp, "pgup": keyPageUp, "pagedown": keyPageDown, "pgdn": keyPageDown,
		"up": keyUp, "down": keyDown, "left": keyLeft, "right": keyRight,
		"capslock": keyCapsLock, "numlock": keyNumLock, "scrolllock": keyScrollLock,
		"sysrq": keySysRq, "print": keySysRq, "printscreen": keySysRq, "pause": keyPause, "break": keyPause, "minus": keyMinus,
	}
}
