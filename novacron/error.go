package novacron

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Code is what went wrong, in one word that programs may rely on. The words are
// part of the API: REST bodies, CLI exit statuses and audit records carry them.
type Code string

// The codes. Each entrance holds one table that turns them into its own terms
// (HTTP statuses in api, exit statuses in cli).
const (
	Invalid         Code = "invalid"         // the request is wrong; the same request never succeeds
	Unauthenticated Code = "unauthenticated" // nobody is logged in, or the proof is wrong or old
	Forbidden       Code = "forbidden"       // the identity may not do this
	NotFound        Code = "not_found"       // the thing does not exist
	Conflict        Code = "conflict"        // it exists already, or something else is doing this
	WrongState      Code = "wrong_state"     // the thing's state does not allow it now
	Stale           Code = "stale"           // If-Match names an old revision
	TooLarge        Code = "too_large"       // the body or the number of items is over the limit
	Exhausted       Code = "exhausted"       // a limit was reached: rate, space, sessions
	Unsupported     Code = "unsupported"     // this provider or version cannot do it
	Unavailable     Code = "unavailable"     // something needed does not answer; a retry may succeed
	Timeout         Code = "timeout"         // it did not end in time; it may still have happened
	Canceled        Code = "canceled"        // the caller or a user stopped it
	Internal        Code = "internal"        // a defect or an unforeseen error; the log has its cause
)

// Codes returns every code, in the order of the table in docs/api.md.
func Codes() []Code {
	return []Code{
		Invalid, Unauthenticated, Forbidden, NotFound, Conflict, WrongState, Stale, TooLarge,
		Exhausted, Unsupported, Unavailable, Timeout, Canceled, Internal,
	}
}

// Error is a code, a sentence for the person, and where it helps the field at
// fault and what to do about it. It wraps its cause, which is for the log and
// never for the person.
type Error struct {
	Code   Code
	Detail string  // one sentence without a final stop, lower case
	Mend   string  // what the person can do about it; may be empty
	Fields []Field // the fields at fault, for Invalid
	Cause  error
}

// Field is one field at fault and why. Name is the path in the request as the
// caller wrote it: "memoryBytes", "disks[0].sizeBytes".
type Field struct {
	Name   string `json:"name" doc:"Path of the field in the request" example:"memoryBytes"`
	Detail string `json:"detail" doc:"What is wrong with it and what would be right" example:"must be at least 1048576 (1 MiB)"`
}

// Error returns the code and the sentence, and the cause when there is one.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Detail
	for _, f := range e.Fields {
		s += "; " + f.Name + ": " + f.Detail
	}
	if e.Cause != nil && !strings.HasSuffix(e.Detail, e.Cause.Error()) {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error with a code and a sentence. A %w in the format becomes
// its cause, and its words part of the sentence: use it where they help the
// person, and set Cause where they do not.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Detail: err.Error(), Cause: errors.Unwrap(err)}
}

// InvalidField makes an Invalid error that names one field.
func InvalidField(name, format string, args ...any) *Error {
	return InvalidFields([]Field{{Name: name, Detail: fmt.Sprintf(format, args...)}})
}

// InvalidFields makes an Invalid error that names every field at fault.
func InvalidFields(fields []Field) *Error {
	return &Error{Code: Invalid, Detail: "the request has fields that cannot be used", Fields: slices.Clone(fields)}
}

// WithMend returns a copy of e that says what to do about it.
func (e *Error) WithMend(format string, args ...any) *Error {
	c := *e
	c.Mend = fmt.Sprintf(format, args...)
	return &c
}

// AsError returns the outermost Error in err's chain, and whether there is one.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// CodeOf returns the code of err: that of the outermost Error in its chain,
// Timeout and Canceled for the context's errors, Internal for any other error,
// and the empty code for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := AsError(err); ok {
		return e.Code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Timeout
	}
	if errors.Is(err, context.Canceled) {
		return Canceled
	}
	return Internal
}

// Fault is an error at rest: what an operation or an audit record keeps of an
// Error once its cause has gone to the log.
type Fault struct {
	Code   Code    `json:"code" doc:"What went wrong, in one word" example:"wrong_state"`
	Detail string  `json:"detail" doc:"One sentence for a person" example:"vm web-1 is running"`
	Mend   string  `json:"mend,omitempty" doc:"What can be done about it" example:"shut it down first"`
	Fields []Field `json:"fields,omitempty" doc:"The fields at fault, for invalid"`
}

// FaultOf returns what may be shown of err: its own words when it has a code,
// and 'internal error' when it has none. It returns nil for nil.
func FaultOf(err error) *Fault {
	if err == nil {
		return nil
	}
	if e, ok := AsError(err); ok && e.Code != Internal {
		return &Fault{Code: e.Code, Detail: e.Detail, Mend: e.Mend, Fields: e.Fields}
	}
	switch code := CodeOf(err); code {
	case Timeout:
		return &Fault{Code: code, Detail: "it did not end in time"}
	case Canceled:
		return &Fault{Code: code, Detail: "it was canceled"}
	default:
		return &Fault{Code: Internal, Detail: "internal error", Mend: "the log has its cause under the request id"}
	}
}

// Err returns f as an error again; nil for nil.
func (f *Fault) Err() error {
	if f == nil {
		return nil
	}
	return &Error{Code: f.Code, Detail: f.Detail, Mend: f.Mend, Fields: f.Fields}
}
