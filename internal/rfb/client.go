package rfb

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image"
	"io"
)

// maxPixels bounds the screens that Client watches.
const maxPixels = 5120 * 2880

// Client watches a screen. It is for one goroutine.
type Client struct {
	Name   string
	Screen *image.RGBA // as of the last Update

	conn io.ReadWriter
	in   *bufio.Reader
}

// Connect goes through the beginning of the protocol, without a password. The
// connection stays the caller's.
func Connect(conn io.ReadWriter, shared bool) (*Client, error) {
	c := &Client{conn: conn, in: bufio.NewReader(conn)}
	if err := c.agree(); err != nil {
		return nil, err
	}
	flag := byte(0)
	if shared {
		flag = 1
	}
	if err := c.send([]byte{flag}); err != nil {
		return nil, err
	}
	head, err := c.read(24)
	if err != nil {
		return nil, err
	}
	width, height := int(binary.BigEndian.Uint16(head)), int(binary.BigEndian.Uint16(head[2:]))
	name, err := c.read(int(min(binary.BigEndian.Uint32(head[20:]), 1024)))
	if err != nil {
		return nil, err
	}
	c.Name, c.Screen = string(name), image.NewRGBA(image.Rect(0, 0, width, height))
	// 32 bits, little endian, red in the lowest byte: as image.RGBA has it. Raw
	// rectangles (0) and a change of size (-223).
	return c, c.send([]byte{
		setPixelFormat, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0,
		setEncodings, 0, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21,
	})
}

func (c *Client) agree() error {
	version, err := c.read(len(Version))
	if err != nil {
		return err
	}
	if string(version[:4]) != Version[:4] {
		return fmt.Errorf("%w: it begins with %q", ErrProtocol, version)
	}
	if err := c.send([]byte(Version)); err != nil {
		return err
	}
	count, err := c.read(1)
	if err != nil {
		return err
	}
	types, err := c.read(int(count[0]))
	if err != nil {
		return err
	}
	for _, t := range types {
		if t != securityNone {
			continue
		}
		if err := c.send([]byte{securityNone}); err != nil {
			return err
		}
		result, err := c.read(4)
		if err == nil && binary.BigEndian.Uint32(result) != 0 {
			err = fmt.Errorf("%w: it refuses", ErrProtocol)
		}
		return err
	}
	return fmt.Errorf("%w: it asks for a password (%v)", ErrProtocol, types)
}

// Update asks for the screen, all of it or what changed, and waits for it.
func (c *Client) Update(incremental bool) error {
	b := []byte{updateRequest, 0, 0, 0, 0, 0}
	if incremental {
		b[1] = 1
	}
	size := c.Screen.Bounds().Size()
	b = binary.BigEndian.AppendUint16(b, uint16(size.X))
	b = binary.BigEndian.AppendUint16(b, uint16(size.Y))
	if err := c.send(b); err != nil {
		return err
	}
	for {
		kind, err := c.read(1)
		if err != nil {
			return err
		}
		switch kind[0] {
		case 0:
			return c.rectangles()
		case 2: // bell
		case 3:
			err = c.skipText()
		default:
			err = fmt.Errorf("%w: message %d", ErrProtocol, kind[0])
		}
		if err != nil {
			return err
		}
	}
}

func (c *Client) skipText() error {
	head, err := c.read(7)
	if err == nil {
		_, err = c.in.Discard(int(min(binary.BigEndian.Uint32(head[3:]), maxCutText)))
	}
	return err
}

func (c *Client) rectangles() error {
	head, err := c.read(3)
	if err != nil {
		return err
	}
	for range binary.BigEndian.Uint16(head[1:]) {
		if err := c.rectangle(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) rectangle() error {
	head, err := c.read(12)
	if err != nil {
		return err
	}
	at := func(i int) int { return int(binary.BigEndian.Uint16(head[i:])) }
	area := image.Rect(at(0), at(2), at(0)+at(4), at(2)+at(6))
	switch encoding := int32(binary.BigEndian.Uint32(head[8:])); encoding {
	case 0:
		return c.raw(area)
	case -223:
		if area.Dx() > maxPixels/max(area.Dy(), 1) {
			return fmt.Errorf("%w: a screen of %v", ErrProtocol, area.Size())
		}
		c.Screen = image.NewRGBA(image.Rectangle{Max: area.Size()})
		return nil
	default:
		return fmt.Errorf("%w: encoding %d", ErrProtocol, encoding)
	}
}

func (c *Client) raw(area image.Rectangle) error {
	if !area.In(c.Screen.Bounds()) {
		return fmt.Errorf("%w: %v lies outside of the screen", ErrProtocol, area)
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		line := c.Screen.Pix[c.Screen.PixOffset(area.Min.X, y):][:4*area.Dx()]
		if _, err := io.ReadFull(c.in, line); err != nil {
			return err
		}
		for i := 3; i < len(line); i += 4 {
			line[i] = 0xff
		}
	}
	return nil
}

// Key presses or lets go of a key, named by its keysym.
func (c *Client) Key(keysym uint32, down bool) error {
	b := []byte{keyEvent, 0, 0, 0}
	if down {
		b[1] = 1
	}
	return c.send(binary.BigEndian.AppendUint32(b, keysym))
}

// Pointer moves the pointer, with these buttons pressed.
func (c *Client) Pointer(x, y int, buttons byte) error {
	b := binary.BigEndian.AppendUint16([]byte{pointerEvent, buttons}, uint16(x))
	return c.send(binary.BigEndian.AppendUint16(b, uint16(y)))
}

func (c *Client) send(b []byte) error {
	_, err := c.conn.Write(b)
	return err
}

func (c *Client) read(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c.in, b)
	return b, err
}
