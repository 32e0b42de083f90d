package diskimage

import (
	"errors"
	"fmt"
)

// Reason is why a file is refused: one word for programs.
type Reason string

// The reasons.
const (
	// Empty is a file of no bytes.
	Empty Reason = "empty"
	// BadMagic is a file that is not of the format which was expected.
	BadMagic Reason = "bad_magic"
	// Unrecognized is a file in which nothing looks like a disk.
	Unrecognized Reason = "unrecognized"
	// UnsupportedFormat is a disk or archive of a kind that cannot be used as it is.
	UnsupportedFormat Reason = "unsupported_format"
	// Compressed is a compressed file or an archive: what it unpacks to is not known.
	Compressed Reason = "compressed"
	// Truncated is a file that ends before what it describes.
	Truncated Reason = "truncated"
	// Absurd is a number that no real disk has, such as a virtual size over the limit.
	Absurd Reason = "absurd"
	// BackingFile is a file that reads what it lacks from another.
	BackingFile Reason = "backing_file"
	// ExternalData is a file whose data lie in others.
	ExternalData Reason = "external_data"
	// Encrypted is a disk that only a key opens.
	Encrypted Reason = "encrypted"
	// GiantTable is a table larger than the format or QEMU allows.
	GiantTable Reason = "giant_table"
	// Cycle is a table that leads back to a table on the way to it.
	Cycle Reason = "cycle"
	// Overlap is one place in the file that two things claim.
	Overlap Reason = "overlap"
	// UnknownFeature is a feature without which the file cannot be read and that is not known here.
	UnknownFeature Reason = "unknown_feature"
	// Corrupt is a file that breaks its format's rules, or says of itself that it is broken.
	Corrupt Reason = "corrupt"
)

// Refusal is the error for a file that must not be used as a disk.
type Refusal struct { //nolint:errname // the noun is what it is
	Reason Reason
	// Detail is a sentence for people. What it quotes from the file is quoted, cut and free of control characters.
	Detail string
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.Detail }

// ReasonOf is the reason in an error, or "" when err is no refusal but a failure to read.
func ReasonOf(err error) Reason {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Reason
	}
	return ""
}

func refuse(reason Reason, format string, args ...any) error {
	return &Refusal{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// maxQuote bounds what is shown of a name in a file.
const maxQuote = 120

// quoted is text from a file, made harmless for a terminal or a log.
func quoted(text []byte) string {
	if len(text) > maxQuote {
		return fmt.Sprintf("%+q...", text[:maxQuote])
	}
	return fmt.Sprintf("%+q", text)
}
