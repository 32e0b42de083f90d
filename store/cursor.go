package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// cursorVersion is raised when a cursor's content changes its meaning.
const cursorVersion = 1

// maxCursorBytes bounds what is decoded: a VM's name and id fit many times.
const maxCursorBytes = 4096

// cursor says where a page ended: the list and its order, and the last item's
// rank in that order. It is of use while the list changes, and when the item
// itself is gone.
type cursor struct {
	Version int    `json:"v"`
	Sort    string `json:"s"`           // the order it belongs to
	Text    string `json:"t,omitempty"` // the item's value in that order, if that is a text
	Number  uint64 `json:"n,omitempty"` // the same, if it is a number
	ID      string `json:"i,omitempty"` // breaks ties
}

func (c cursor) encode() string {
	c.Version = cursorVersion
	raw, _ := json.Marshal(c) // strings and numbers always encode
	return base64.RawURLEncoding.EncodeToString(raw)
}

// decodeCursor reads a cursor of the order sort. Invalid, naming the field
// "cursor", when it is anything else.
func decodeCursor(text, sort string) (cursor, error) {
	var c cursor
	raw, err := decodeOpaque(text)
	if err != nil {
		return c, errCursor()
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, errCursor()
	}
	if _, err := d.Token(); err != io.EOF {
		return c, errCursor()
	}
	if c.Version != cursorVersion {
		return c, errCursor()
	}
	if c.Sort != sort {
		return c, novacron.InvalidField("cursor", "is of another list or another sort; begin again without a cursor")
	}
	return c, nil
}

func decodeOpaque(text string) ([]byte, error) {
	if len(text) > maxCursorBytes {
		return nil, errCursor()
	}
	return base64.RawURLEncoding.Strict().DecodeString(text)
}

func errCursor() error {
	return novacron.InvalidField("cursor", "is not a cursor that this node gave out")
}

// eventCursor says after which event of which life of which node to resume.
type eventCursor struct {
	node       novacron.NodeID
	generation string
	sequence   uint64
}

func (c eventCursor) encode() string {
	text := string(c.node) + "." + c.generation + "." + strconv.FormatUint(c.sequence, 10)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// decodeEventCursor is exact: what it accepts encodes to the same text again.
func decodeEventCursor(text string) (eventCursor, error) {
	raw, err := decodeOpaque(text)
	if err != nil {
		return eventCursor{}, errCursor()
	}
	parts := strings.Split(string(raw), ".")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		return eventCursor{}, errCursor()
	}
	seq, err := strconv.ParseUint(parts[2], 10, 64)
	c := eventCursor{novacron.NodeID(parts[0]), parts[1], seq}
	if err != nil || c.encode() != text {
		return eventCursor{}, errCursor()
	}
	return c, nil
}

// pageLimit checks the limit of a page.
func pageLimit(limit int) (int, error) {
	switch {
	case limit == 0:
		return novacron.DefaultPageLimit, nil
	case limit < 0 || limit > novacron.MaxPageLimit:
		return 0, novacron.InvalidField("limit", "must be from 1 to %d", novacron.MaxPageLimit)
	default:
		return limit, nil
	}
}
