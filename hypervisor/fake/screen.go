package fake

import (
	"image"
	"image/color"
	"regexp"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// The pretended screen: a head with the VM's name and state, and below it what
// the guest printed last on its console.
const (
	screenWidth   = 640
	screenHeight  = 400
	screenHead    = 48
	screenColumns = 104
	screenLines   = (screenHeight - screenHead - 8) / 10
)

var (
	paper = color.RGBA{R: 16, G: 20, B: 32, A: 255}
	ink   = color.RGBA{R: 208, G: 214, B: 224, A: 255}
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
)

// headOf is the color of a state.
func headOf(state novacron.VMState) color.RGBA {
	switch state {
	case novacron.VMRunning:
		return color.RGBA{R: 24, G: 112, B: 72, A: 255}
	case novacron.VMCrashed:
		return color.RGBA{R: 150, G: 40, B: 40, A: 255}
	default:
		return color.RGBA{R: 150, G: 110, B: 24, A: 255}
	}
}

func drawScreen(name string, state novacron.VMState, text string) *image.RGBA {
	on := image.NewRGBA(image.Rect(0, 0, screenWidth, screenHeight))
	fill(on, on.Bounds(), paper)
	fill(on, image.Rect(0, 0, screenWidth, screenHead), headOf(state))
	write(on, image.Pt(8, 6), image.Pt(3, 3), white, clipped(name, 26))
	write(on, image.Pt(8, 34), image.Pt(1, 1), white, string(state)+", a simulated screen")
	for i, line := range strings.Split(text, "\n") {
		write(on, image.Pt(8, screenHead+6+10*i), image.Pt(1, 1), ink, line)
	}
	return on
}

func clipped(text string, most int) string {
	if len(text) > most {
		return text[:most]
	}
	return text
}

// escapes are the sequences of terminals that the guest prints.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

// screenText is what the guest printed last, as far as it fits on a screen.
func (g *guest) screenText() string {
	g.mu.Lock()
	text := string(g.ring)
	g.mu.Unlock()
	if at := strings.LastIndex(text, "\x1b[2J"); at >= 0 {
		text = text[at:]
	}
	text = escapes.ReplaceAllString(text, "")
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, clipped(typeOut(line), screenColumns))
	}
	return strings.Join(lines[max(0, len(lines)-screenLines):], "\n")
}

// typeOut is what is on paper after a line with backspaces and returns.
func typeOut(line string) string {
	out, at := []byte{}, 0
	for i := range len(line) {
		switch c := line[i]; {
		case c == '\r':
			at = 0
		case c == '\b':
			at = max(at-1, 0)
		case c < ' ':
		case at < len(out):
			out[at] = c
			at++
		default:
			out = append(out, c)
			at++
		}
	}
	return string(out)
}
