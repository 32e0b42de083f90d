package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// Exit statuses that are no error code's.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// ExitCode returns the exit status for a code: the one table of this entrance.
// The empty code is success; a code that is not in the table is a failure.
func ExitCode(code novacron.Code) int {
	switch code {
	case "":
		return exitOK
	case novacron.Invalid, novacron.TooLarge:
		return exitUsage
	case novacron.Unauthenticated, novacron.Forbidden:
		return 3
	case novacron.NotFound:
		return 4
	case novacron.Conflict, novacron.WrongState, novacron.Stale:
		return 5
	case novacron.Exhausted:
		return 6
	case novacron.Unsupported:
		return 7
	case novacron.Unavailable, novacron.Timeout:
		return 8
	case novacron.Canceled:
		return 130
	default:
		return exitFailed
	}
}

// exitError ends the program with a status without saying anything more: what
// there is to say was said.
type exitError int

// Error returns the status in words.
func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// problem is what a person or a program is told of an error.
func problem(err error) novacron.Fault {
	if e, ok := novacron.AsError(err); ok {
		return novacron.Fault{Code: e.Code, Detail: sentence(e), Mend: e.Mend, Fields: e.Fields}
	}
	switch code := novacron.CodeOf(err); code {
	case novacron.Timeout:
		return novacron.Fault{Code: code, Detail: "it did not end in time"}
	case novacron.Canceled:
		return novacron.Fault{Code: code, Detail: "interrupted"}
	default:
		return novacron.Fault{Code: code, Detail: err.Error()}
	}
}

// sentence is what an error says. What was not found is often told by its name
// alone, 'user admin', which is enough beside a code but not for a person.
func sentence(e *novacron.Error) string {
	if e.Code == novacron.NotFound && len(strings.Fields(e.Detail)) == 2 {
		return "there is no " + e.Detail
	}
	return e.Detail
}

// printError tells err, as one line of JSON or for a person.
func printError(w io.Writer, err error, format string) {
	p := problem(err)
	if format == formatJSON {
		_ = json.NewEncoder(w).Encode(p)
		return
	}
	fmt.Fprintf(w, "novacron: %s\n", clean(p.Detail))
	for _, f := range p.Fields {
		fmt.Fprintf(w, "  %s: %s\n", clean(f.Name), clean(f.Detail))
	}
	if p.Mend != "" {
		fmt.Fprintf(w, "mend: %s\n", indentRest(clean(p.Mend)))
	}
}

// indentRest keeps the lines of a mend that has several under the first.
func indentRest(s string) string {
	return strings.ReplaceAll(s, "\n", "\n      ")
}

// usagef is an error of how the program was called.
func usagef(format string, args ...any) *novacron.Error {
	return novacron.Errorf(novacron.Invalid, format, args...)
}
