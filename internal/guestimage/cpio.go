package guestimage

import (
	"fmt"
	"io"
)

// archive writes a cpio archive in the "newc" format that Linux unpacks as its
// initial file system (Documentation/driver-api/early-userspace/buffer-format).
// The first error stays; end returns it.
type archive struct {
	w     io.Writer
	inode int
	size  int
	err   error
}

// File types in a mode.
const (
	modeDir    = 0o040000
	modeFile   = 0o100000
	modeLink   = 0o120000
	modeDevice = 0o020000
)

func (a *archive) dir(name string) { a.entry(name, modeDir|0o755, 0, 0, nil) }

func (a *archive) file(name string, mode int, text []byte) { a.entry(name, modeFile|mode, 0, 0, text) }

func (a *archive) link(name, to string) { a.entry(name, modeLink|0o777, 0, 0, []byte(to)) }

func (a *archive) device(name string, major, minor int) {
	a.entry(name, modeDevice|0o600, major, minor, nil)
}

// entry writes one file. Everything belongs to root and has no time, so that
// the same content makes the same archive.
func (a *archive) entry(name string, mode, major, minor int, text []byte) {
	a.inode++
	links := 1
	if mode&modeDir != 0 && mode&modeFile == 0 {
		links = 2
	}
	fields := []int{a.inode, mode, 0, 0, links, 0, len(text), 0, 0, major, minor, len(name) + 1, 0}
	header := "070701"
	for _, f := range fields {
		header += fmt.Sprintf("%08x", f)
	}
	a.write([]byte(header + name + "\x00"))
	a.pad()
	a.write(text)
	a.pad()
}

// end writes the end and returns the first error.
func (a *archive) end() error {
	a.inode = -1
	a.entry("TRAILER!!!", 0, 0, 0, nil)
	return a.err
}

func (a *archive) write(b []byte) {
	if a.err != nil {
		return
	}
	n, err := a.w.Write(b)
	a.size += n
	a.err = err
}

// pad fills up to a multiple of four.
func (a *archive) pad() { a.write(make([]byte, (4-a.size%4)%4)) }
