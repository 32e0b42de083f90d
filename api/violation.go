package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/novacron/novacron/novacron"
)

// errorOfModel turns huma's error for a request that it refused into ours.
func errorOfModel(model *huma.ErrorModel) error {
	switch {
	case model.Status == http.StatusRequestEntityTooLarge:
		return errBodyTooLarge()
	case model.Status >= http.StatusInternalServerError:
		return model
	case len(model.Errors) == 0:
		return novacron.Errorf(novacron.Invalid, "%s", model.Detail)
	}
	fields := make([]novacron.Field, 0, len(model.Errors))
	for _, detail := range model.Errors {
		fields = append(fields, fieldOf(detail))
	}
	// huma goes over a map: the same request must get the same answer.
	slices.SortStableFunc(fields, func(a, b novacron.Field) int { return strings.Compare(a.Name, b.Name) })
	return novacron.InvalidFields(fields)
}

// fieldOf names a field as the caller wrote it, and says what would be right.
// The offending value is left out: it may be a password.
func fieldOf(d *huma.ErrorDetail) novacron.Field {
	location, name, _ := strings.Cut(d.Location, ".")
	if name == "" {
		name = location
	}
	message := d.Message
	if missing, ok := betweenWords(message, "expected required property ", " to be present"); ok {
		if location == name {
			return novacron.Field{Name: missing, Detail: "is required"}
		}
		return novacron.Field{Name: name + "." + missing, Detail: "is required"}
	}
	return novacron.Field{Name: name, Detail: sentenceOf(name, message)}
}

func betweenWords(s, before, after string) (string, bool) {
	s, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(s, after)
}

// sentenceOf puts huma's messages into our words: what the field must be.
func sentenceOf(name, message string) string {
	switch {
	case message == "unexpected property":
		return "is not a field of this request"
	case message == "unknown query parameter":
		return "is not a parameter of this request"
	case strings.HasSuffix(message, "parameter is missing"):
		return "is required"
	case message == "invalid integer", message == "expected integer":
		return "must be a whole number, without a unit"
	case strings.HasPrefix(message, "invalid date/time"):
		return "must be a time, as 2026-11-23T15:04:05Z"
	case message == "invalid boolean", message == "expected boolean":
		return "must be true or false"
	}
	for _, w := range []struct{ huma, ours string }{
		{"expected number >= ", "must be at least "},
		{"expected number <= ", "must be at most "},
	} {
		if number, ok := strings.CutPrefix(message, w.huma); ok {
			return w.ours + plainNumber(name, number)
		}
	}
	if words, ok := betweenWords(message, `expected value to be one of "`, `"`); ok {
		return "must be one of " + words
	}
	for _, w := range []struct{ huma, ours string }{
		{"expected length >= ", "must have a length of at least "},
		{"expected length <= ", "must have a length of at most "},
		{"expected array length <= ", "must have a length of at most "},
		{"expected array length >= ", "must have a length of at least "},
		{"expected string to be RFC", "must be RFC"},
		{"expected string to be ", "must be "},
		{"expected string to match ", "must match "},
		{"expected value to be ", "must be "},
		{"expected ", "must be of type "},
	} {
		if rest, ok := strings.CutPrefix(message, w.huma); ok {
			return w.ours + rest
		}
	}
	return message
}

// plainNumber writes a number that huma printed (3.3554432e+07) in digits, and
// sizes in their unit too.
func plainNumber(name, number string) string {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	plain := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.HasSuffix(name, "Bytes") {
		return plain
	}
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"}
	i := 0
	for ; f >= 1024 && i < len(units)-1; i++ {
		f /= 1024
	}
	if i == 0 {
		return plain
	}
	return plain + " (" + strconv.FormatFloat(f, 'f', -1, 64) + " " + units[i] + ")"
}
