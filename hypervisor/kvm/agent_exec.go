package kvm

import (
	"context"
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// How often a command is looked after: soon at first, as most end at once.
const (
	minExecPoll = 30 * time.Millisecond
	maxExecPoll = time.Second
)

// ExecGuest runs a command in the guest. Its input and output travel inside of
// questions and answers, so they are what fits there.
func (p *Provider) ExecGuest(ctx context.Context, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	arguments := map[string]any{"path": req.Command, "arg": notNil(req.Args), "capture-output": true}
	if len(req.Env) > 0 {
		arguments["env"] = req.Env
	}
	if req.Input != "" {
		arguments["input-data"] = base64.StdEncoding.EncodeToString([]byte(req.Input))
	}
	var begun struct {
		PID float64 `json:"pid"`
	}
	if err := p.askAgent(ctx, id, "guest-exec", arguments, &begun); err != nil {
		return novacron.GuestExecResult{}, err
	}
	if begun.PID != math.Trunc(begun.PID) || begun.PID < 1 || begun.PID > 1<<53 {
		return novacron.GuestExecResult{}, novacron.Errorf(novacron.Unavailable, "the guest's agent began a command without a number")
	}
	result, err := p.awaitExec(ctx, id, int64(begun.PID))
	if err != nil && ctx.Err() != nil {
		p.killExec(context.WithoutCancel(ctx), id, int64(begun.PID))
	}
	return result, err
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// execStatus is how a command stands.
type execStatus struct {
	Exited       bool    `json:"exited"`
	ExitCode     float64 `json:"exitcode"`
	Signal       float64 `json:"signal"`
	Out          string  `json:"out-data"`
	Err          string  `json:"err-data"`
	OutTruncated bool    `json:"out-truncated"`
	ErrTruncated bool    `json:"err-truncated"`
}

// awaitExec asks until the command has ended or ctx does.
func (p *Provider) awaitExec(ctx context.Context, id novacron.VMID, pid int64) (novacron.GuestExecResult, error) {
	for wait := minExecPoll; ; wait = min(2*wait, maxExecPoll) {
		var status execStatus
		if err := p.askAgent(ctx, id, "guest-exec-status", map[string]any{"pid": pid}, &status); err != nil {
			if strings.Contains(err.Error(), "too long") || novacron.CodeOf(err) == novacron.TooLarge {
				return novacron.GuestExecResult{}, &novacron.Error{
					Code: novacron.TooLarge, Detail: "the command ended, and wrote more than libvirt carries", Cause: err,
					Mend: "let it write to a file, or less",
				}
			}
			return novacron.GuestExecResult{}, err
		}
		if status.Exited {
			return status.result(), nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return novacron.GuestExecResult{}, &novacron.Error{
				Code: novacron.CodeOf(ctx.Err()), Detail: "the command did not end in time", Cause: ctx.Err(),
				Mend: "give it more time; the guest was asked to kill it",
			}
		}
	}
}

func (s execStatus) result() novacron.GuestExecResult {
	r := novacron.GuestExecResult{ExitCode: small(s.ExitCode), Signal: small(s.Signal), Truncated: s.OutTruncated || s.ErrTruncated}
	if r.Signal != 0 {
		r.ExitCode = -1
	}
	var cut bool
	r.Output, cut = guestOutput(s.Out)
	r.Truncated = r.Truncated || cut
	r.Error, cut = guestOutput(s.Err)
	r.Truncated = r.Truncated || cut
	return r
}

// small is an exit status or signal: those of Windows have 32 bits.
func small(n float64) int {
	if math.IsNaN(n) || math.Abs(n) > math.MaxUint32 {
		return -1
	}
	return int(n)
}

// guestOutput is what is kept of an output. It is a program's, not a name that
// is shown among others: only what is no text is taken out.
func guestOutput(encoded string) (text string, cut bool) {
	const most = (novacron.MaxGuestOutput + 2) / 3 * 4
	if len(encoded) > most {
		encoded, cut = encoded[:most], true
	}
	b, _ := base64.StdEncoding.DecodeString(encoded) // what came before an error is kept
	if len(b) > novacron.MaxGuestOutput {
		b, cut = b[:novacron.MaxGuestOutput], true
	}
	return strings.ToValidUTF8(string(b), "\uFFFD"), cut
}

// killExec asks a Unix guest to end a command that took too long; the agent has
// no word for it.
func (p *Provider) killExec(ctx context.Context, id novacron.VMID, pid int64) {
	ctx, cancel := context.WithTimeout(ctx, time.Second*3)
	defer cancel()
	var begun struct{}
	_ = p.askAgent(ctx, id, "guest-exec", map[string]any{"path": "kill", "arg": []string{"-KILL", strconv.FormatInt(pid, 10)}}, &begun)
}
