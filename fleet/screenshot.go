package fleet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// pictureFor is how long a picture is shown again: a page with a hundred VMs
	// that several people look at costs the hypervisor what one does.
	pictureFor = 3 * time.Second
	// maxPictures and maxPictureBytes bound what is kept.
	maxPictures     = 512
	maxPictureBytes = 32 << 20
	// atOnce is how many pictures are taken at once: each stops the VM's QEMU for
	// a moment and has megabytes.
	atOnce = 4
	// maxWidth is the widest screen.
	maxWidth = 8192
)

// pictures takes pictures of screens, and keeps them for a moment.
type pictures struct {
	now   func() time.Time
	slots chan struct{}

	mu    sync.Mutex
	kept  map[pictureKey]*picture
	bytes int
}

type pictureKey struct {
	vm    novacron.VMID
	width int
}

// picture is one that is being taken or was.
type picture struct {
	done  chan struct{}
	shot  novacron.Screenshot
	err   error
	until time.Time // zero while it is being taken
}

func newPictures(now func() time.Time) *pictures {
	return &pictures{now: now, slots: make(chan struct{}, atOnce), kept: map[pictureKey]*picture{}}
}

// Screenshot returns a picture of the VM's screen.
func (d *Displays) Screenshot(ctx context.Context, id novacron.VMID, width int) (novacron.Screenshot, error) {
	p, err := d.open(id)
	if err != nil {
		return novacron.Screenshot{}, err
	}
	if width < 0 || width > maxWidth {
		return novacron.Screenshot{}, novacron.InvalidField("width", "must be 0 to %d", maxWidth)
	}
	ctx, cancel := withTimeout(ctx, displayWithin, "taking a picture of the screen")
	defer cancel()
	return d.f.pictures.get(ctx, pictureKey{id, width}, func() (image.Image, error) { return p.Screenshot(ctx, id) })
}

// get returns a picture that is kept, or that somebody is taking, or takes it.
func (s *pictures) get(ctx context.Context, key pictureKey, take func() (image.Image, error)) (novacron.Screenshot, error) {
	for {
		s.mu.Lock()
		s.forgetLocked()
		p := s.kept[key]
		if p == nil {
			p = &picture{done: make(chan struct{})}
			s.kept[key] = p
			s.mu.Unlock()
			s.take(ctx, key, p, take)
			return p.shot, p.err
		}
		s.mu.Unlock()
		select {
		case <-p.done:
		case <-ctx.Done():
			return novacron.Screenshot{}, ctx.Err()
		}
		// One who gave up says nothing about the screen.
		if code := novacron.CodeOf(p.err); code != novacron.Canceled && code != novacron.Timeout {
			return p.shot, p.err
		}
		if ctx.Err() != nil {
			return novacron.Screenshot{}, ctx.Err()
		}
	}
}

func (s *pictures) take(ctx context.Context, key pictureKey, p *picture, take func() (image.Image, error)) {
	select {
	case s.slots <- struct{}{}:
		var screen image.Image
		if screen, p.err = take(); p.err == nil {
			p.shot, p.err = encodeShot(screen, key.width)
		}
		<-s.slots
	case <-ctx.Done():
		p.err = ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.shot.TakenAt = s.now().UTC()
	p.until = s.now().Add(pictureFor)
	if p.err != nil {
		delete(s.kept, key)
	} else {
		s.bytes += len(p.shot.PNG)
	}
	close(p.done)
}

// forgetLocked drops what is old, and when there is much, all that is there.
func (s *pictures) forgetLocked() {
	full := len(s.kept) > maxPictures || s.bytes > maxPictureBytes
	now := s.now()
	for key, p := range s.kept {
		if !p.until.IsZero() && (full || now.After(p.until)) {
			s.bytes -= len(p.shot.PNG)
			delete(s.kept, key)
		}
	}
}

// encodeShot makes a PNG that is at most so wide.
func encodeShot(screen image.Image, width int) (novacron.Screenshot, error) {
	size := screen.Bounds().Size()
	shot := novacron.Screenshot{ScreenWidth: size.X, ScreenHeight: size.Y}
	if width > 0 && width < size.X {
		screen = shrink(screen, width, max(size.Y*width/size.X, 1))
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, screen); err != nil {
		return shot, novacron.Errorf(novacron.Internal, "write a picture: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	shot.PNG, shot.Tag = b.Bytes(), hex.EncodeToString(sum[:12])
	shot.Width, shot.Height = screen.Bounds().Dx(), screen.Bounds().Dy()
	return shot, nil
}

// shrink makes a picture smaller: each pixel is the mean of those that it covers.
func shrink(from image.Image, width, height int) *image.RGBA {
	src := asRGBA(from)
	size := src.Bounds().Size()
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := y*size.Y/height, max((y+1)*size.Y/height, y*size.Y/height+1)
		for x := range width {
			left, right := x*size.X/width, max((x+1)*size.X/width, x*size.X/width+1)
			mean(to.Pix[to.PixOffset(x, y):][:4], src, image.Rect(left, top, right, bottom))
		}
	}
	return to
}

func mean(pixel []byte, src *image.RGBA, area image.Rectangle) {
	var sum [4]int
	for y := area.Min.Y; y < area.Max.Y; y++ {
		line := src.Pix[src.PixOffset(area.Min.X, y):][:4*area.Dx()]
		for i, v := range line {
			sum[i%4] += int(v)
		}
	}
	n := area.Dx() * area.Dy()
	for i := range sum {
		pixel[i] = byte(sum[i] / n)
	}
}

// asRGBA returns a picture as RGBA whose corner is at 0, 0.
func asRGBA(from image.Image) *image.RGBA {
	if p, ok := from.(*image.RGBA); ok && p.Rect.Min == (image.Point{}) {
		return p
	}
	size := from.Bounds().Size()
	to := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			to.Set(x, y, from.At(from.Bounds().Min.X+x, from.Bounds().Min.Y+y))
		}
	}
	return to
}
