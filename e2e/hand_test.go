package e2e_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// hand is a person at the pages, in a headless browser: e2e/browser/hand.mjs.
// What a step sees wrong fails the test, and a picture of it is kept.
type hand struct {
	t        *testing.T
	url      string
	to       io.WriteCloser
	answers  chan string
	pictures string
}

// handWithin is how long a step may take: its own patience, and a little more.
const handWithin = 11 * time.Minute

// serveWithPages starts an appliance on a libvirt, and a person at its pages
// who has logged in as its first administrator.
func serveWithPages(t *testing.T, uri string) (*process.Process, *hand) {
	t.Helper()
	kvmtest.Require(t, "node", "chromium")
	_, err := os.Stat("browser/node_modules/playwright-core")
	require.NoError(t, err, "npm ci in e2e/browser brings what drives the browser")
	address, err := process.FreeAddress()
	require.NoError(t, err)
	p, err := process.Start(t.Context(), process.Options{
		Binary: binary, Command: "serve", Dir: shortDir(t), Listen: address, Args: []string{"--libvirt", uri},
	})
	require.NoError(t, err)
	t.Cleanup(p.Kill)
	connected(t, p.Client())
	h := openPages(t, "https://"+address)
	code, err := p.Client().NewSetupCode(t.Context(), novacron.Mutation{})
	require.NoError(t, err)
	h.does("logIn", told{"setupCode": code}, nil)
	return p, h
}

func openPages(t *testing.T, url string) *hand {
	t.Helper()
	pictures, err := filepath.Abs("../.novacron/screenshots/" + t.Name())
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(pictures))
	cmd := exec.Command("node", "hand.mjs")
	cmd.Dir, cmd.Stderr = "browser", os.Stderr
	cmd.Env = append(os.Environ(), "NOVACRON_URL="+url, "NOVACRON_SCREENSHOTS="+pictures)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	h := &hand{t: t, url: url, answers: make(chan string, 1), pictures: pictures}
	h.to, err = cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	go h.listen(out)
	t.Cleanup(func() { // the browser closes when there is nothing more to do
		if t.Failed() {
			_, _ = io.WriteString(h.to, `{"step": "picture"}`+"\n")
			t.Logf("what the page shows in the end is in %s", pictures)
		}
		_ = h.to.Close()
		last := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
		defer last.Stop()
		_ = cmd.Wait()
	})
	return h
}

func (h *hand) listen(out io.Reader) {
	defer close(h.answers)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		h.answers <- lines.Text()
	}
}

// told is what a step needs to know.
type told map[string]any

// does a step, and reads what was seen into seen, which may be nil.
func (h *hand) does(step string, what told, seen any) {
	h.t.Helper()
	what["step"] = step
	line, err := json.Marshal(what)
	require.NoError(h.t, err)
	_, err = h.to.Write(append(line, '\n'))
	require.NoError(h.t, err)
	select {
	case text, open := <-h.answers:
		require.True(h.t, open, "the browser ended at "+step)
		answer := struct {
			Seen  any
			Error string
		}{Seen: seen}
		require.NoError(h.t, json.Unmarshal([]byte(text), &answer), text)
		require.Empty(h.t, answer.Error, "%s: a picture of it is in %s", step, h.pictures)
	case <-time.After(handWithin):
		require.FailNow(h.t, "the browser does not come to an end with "+step)
	}
}
