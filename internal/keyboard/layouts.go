package keyboard

// The layouts, as X.Org's xkeyboard-config 2.35 and Windows have them where
// both agree. Rows begin at 1, Q, A and Z.

func unitedStates() layout {
	return layout{
		plain: [4]string{"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"},
		shift: [4]string{"!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"", "ZXCVBNM<>?"},
		grave: [3]rune{'`', '~'}, hash: [3]rune{'\\', '|'},
	}
}

func greatBritain() layout {
	return layout{
		plain: [4]string{"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"},
		shift: [4]string{"!\"£$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:@", "ZXCVBNM<>?"},
		altgr: [4]string{"\x00\x00\x00€"},
		grave: [3]rune{'`', '¬'}, hash: [3]rune{'#', '~'}, lesser: [3]rune{'\\', '|'},
	}
}

func germany() layout {
	return layout{
		plain: [4]string{"1234567890ß\x00", "qwertzuiopü+", "asdfghjklöä", "yxcvbnm,.-"},
		shift: [4]string{"!\"§$%&/()=?\x00", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ", "YXCVBNM;:_"},
		altgr: [4]string{"\x00²³\x00\x00\x00{[]}\\", "@\x00€\x00\x00\x00\x00\x00\x00\x00\x00~", "", "\x00\x00\x00\x00\x00\x00µ"},
		grave: [3]rune{0, '°'}, hash: [3]rune{'#', '\''}, lesser: [3]rune{'<', '>', '|'},
		dead: map[rune]stroke{
			'^': {code: keyGrave}, '´': {code: key0 + 2}, '`': {code: key0 + 2, shift: true},
		},
		composed: join(grave(), acute(), circumflex()),
	}
}

func france() layout {
	return layout{
		plain: [4]string{"&é\"'(-è_çà)=", "azertyuiop\x00$", "qsdfghjklmù", "wxcvbn,;:!"},
		shift: [4]string{"1234567890°+", "AZERTYUIOP\x00£", "QSDFGHJKLM%", "WXCVBN?./§"},
		altgr: [4]string{"\x00\x00#{[|\x00\\^@]}", "\x00\x00€"},
		grave: [3]rune{'²'}, hash: [3]rune{'*', 'µ'}, lesser: [3]rune{'<', '>'},
		dead: map[rune]stroke{
			'¨': {code: keyQ + 10, shift: true}, '~': {code: key1 + 1, altgr: true}, '`': {code: key1 + 6, altgr: true},
			circumflexKey: {code: keyQ + 10},
		},
		composed: join(diaeresis(), accents(circumflexKey, "aeiouAEIOU", "âêîôûÂÊÎÔÛ")),
	}
}

// circumflexKey is the dead circumflex of a layout that types '^' with another
// key.
const circumflexKey = '\u0302'

func spain() layout {
	return layout{
		plain: [4]string{"1234567890'¡", "qwertyuiop\x00+", "asdfghjklñ\x00", "zxcvbnm,.-"},
		shift: [4]string{"!\"·$%&/()=?¿", "QWERTYUIOP\x00*", "ASDFGHJKLÑ\x00", "ZXCVBNM;:_"},
		altgr: [4]string{"|@#\x00€¬", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00[]", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00{"},
		grave: [3]rune{'º', 'ª', '\\'}, hash: [3]rune{'ç', 'Ç', '}'}, lesser: [3]rune{'<', '>'},
		dead: map[rune]stroke{
			'`': {code: keyQ + 10}, '^': {code: keyQ + 10, shift: true}, '´': {code: keyA + 10}, '¨': {code: keyA + 10, shift: true},
			'~': {code: key1 + 3, altgr: true},
		},
		composed: join(grave(), acute(), circumflex(), diaeresis()),
	}
}
