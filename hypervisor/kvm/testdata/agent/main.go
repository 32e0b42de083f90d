// Command agent is a guest agent for tests, run inside the micro guest. Its
// argument says how it behaves: well, lies, stalls or flood.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const port = "org.qemu.guest_agent.0"

type question struct {
	Execute   string `json:"execute"`
	Arguments struct {
		ID    json.Number `json:"id"`
		Path  string      `json:"path"`
		Arg   []string    `json:"arg"`
		Input string      `json:"input-data"`
		PID   int         `json:"pid"`
	} `json:"arguments"`
}

type ended struct {
	out  []byte
	code int
}

type agent struct {
	mode   string
	line   *os.File
	frozen bool
	pids   map[int]ended
}

func main() {
	a := &agent{mode: os.Args[1], pids: map[int]ended{}}
	if err := a.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (a *agent) run() error {
	names, _ := filepath.Glob("/sys/class/virtio-ports/*/name")
	for _, name := range names {
		if text, _ := os.ReadFile(name); strings.TrimSpace(string(text)) != port {
			continue
		}
		line, err := os.OpenFile("/dev/"+filepath.Base(filepath.Dir(name)), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		a.line = line
		fmt.Println("agent", a.mode)
		return a.serve()
	}
	return errors.New("there is no " + port)
}

func (a *agent) serve() error {
	in := bufio.NewReaderSize(a.line, 4<<20)
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) { // the host's side is closed; it comes back
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err != nil {
			return err
		}
		var q question
		text = []byte(strings.TrimLeft(string(text), "\xff"))
		if json.Unmarshal(text, &q) != nil {
			continue
		}
		switch {
		case q.Execute == "guest-sync-delimited":
			a.say("\xff{\"return\": " + q.Arguments.ID.String() + "}\n")
		case q.Execute == "guest-sync":
			a.say("{\"return\": " + q.Arguments.ID.String() + "}\n")
		case a.mode == "stalls":
		case a.mode == "floods":
			a.flood()
		case a.mode == "lies":
			a.lie(q)
		default:
			a.answer(q)
		}
	}
}

func (a *agent) say(text string) { _, _ = a.line.WriteString(text) }

func (a *agent) reply(v any) {
	b, _ := json.Marshal(map[string]any{"return": v})
	a.say(string(b) + "\n")
}

func (a *agent) answer(q question) {
	switch q.Execute {
	case "guest-info":
		a.reply(map[string]any{"version": "1.2.3", "supported_commands": []any{map[string]any{"name": "guest-exec", "enabled": true}}})
	case "guest-get-host-name":
		a.reply(map[string]any{"host-name": "micro"})
	case "guest-get-osinfo":
		a.reply(map[string]any{"id": "micro", "pretty-name": "Micro Linux", "version-id": "1", "kernel-release": "6.1", "machine": "x86_64"})
	case "guest-get-fsinfo":
		a.reply([]any{map[string]any{
			"name": "vda1", "mountpoint": "/", "type": "ext4", "used-bytes": 100, "total-bytes": 200, "disk": []any{map[string]any{"dev": "/dev/vda1"}},
		}})
	case "guest-get-users":
		a.reply([]any{map[string]any{"user": "root", "login-time": 1700000000.5}})
	case "guest-fsfreeze-status":
		status := "thawed"
		if a.frozen {
			status = "frozen"
		}
		a.reply(status)
	case "guest-fsfreeze-freeze", "guest-fsfreeze-thaw":
		a.frozen = q.Execute == "guest-fsfreeze-freeze"
		a.reply(1)
	case "guest-set-user-password":
		a.reply(map[string]any{})
	case "guest-exec":
		a.exec(q)
	case "guest-exec-status":
		e := a.pids[q.Arguments.PID]
		a.reply(map[string]any{"exited": true, "exitcode": e.code, "out-data": base64.StdEncoding.EncodeToString(e.out)})
	default:
		a.say(`{"error": {"class": "CommandNotFound", "desc": "The command ` + q.Execute + ` has not been found"}}` + "\n")
	}
}

func (a *agent) exec(q question) {
	cmd := exec.Command(q.Arguments.Path, q.Arguments.Arg...)
	input, _ := base64.StdEncoding.DecodeString(q.Arguments.Input)
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	e := ended{out: out}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		e.code = exit.ExitCode()
	} else if err != nil {
		a.say(`{"error": {"class": "GenericError", "desc": "Guest agent command failed, error was 'no such program'"}}` + "\n")
		return
	}
	pid := len(a.pids) + 1
	a.pids[pid] = e
	a.reply(map[string]any{"pid": pid})
}

// lie answers what is well formed and false.
func (a *agent) lie(q question) {
	long := strings.Repeat("A", 100<<10)
	switch q.Execute {
	case "guest-info":
		commands := make([]any, 3000)
		for i := range commands {
			commands[i] = map[string]any{"name": fmt.Sprint("\x1b[31mguest-", i), "enabled": true}
		}
		a.reply(map[string]any{"version": "\x1b]0;owned\x07" + long, "supported_commands": commands})
	case "guest-get-host-name":
		a.reply(map[string]any{"host-name": "\u202egpj.exe\r\n\x00" + long})
	case "guest-get-fsinfo":
		list := make([]any, 20000)
		for i := range list {
			list[i] = map[string]any{"name": "x", "mountpoint": fmt.Sprint("/", i), "type": "y", "used-bytes": 1e300, "total-bytes": -5}
		}
		a.reply(list)
	case "guest-get-users":
		a.reply([]any{map[string]any{"user": 7}})
	case "guest-exec":
		a.reply(map[string]any{"pid": -1})
	case "guest-fsfreeze-status":
		a.reply("sublimated")
	default:
		a.reply("no")
	}
}

// flood writes until nobody takes it any more.
func (a *agent) flood() {
	junk := strings.Repeat("{\"return\": [[[[[[[[", 4<<10)
	for range 1000 {
		if _, err := a.line.WriteString(junk); err != nil {
			return
		}
	}
}
