package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"
)

// The formats of --output.
const (
	formatTable = "table"
	formatJSON  = "json"
	formatYAML  = "yaml"
)

// outputFormats returns every format.
func outputFormats() []string { return []string{formatTable, formatJSON, formatYAML} }

// printData writes v as JSON or YAML, with the API's own field names in both.
func printData(w io.Writer, format string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	if format == formatYAML {
		if data, err = yaml.JSONToYAML(data); err != nil {
			return fmt.Errorf("encode the answer: %w", err)
		}
	}
	_, err = fmt.Fprintf(w, "%s\n", strings.TrimRight(string(data), "\n"))
	return err
}

// column is one column of a table.
type column[T any] struct {
	name  string
	value func(T) string
}

// printTable writes items under a heading; nothing at all for no items.
func printTable[T any](w io.Writer, columns []column[T], items []T) error {
	if len(items) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = strings.ToUpper(c.name)
	}
	fmt.Fprintln(t, strings.Join(names, "\t"))
	for _, item := range items {
		fmt.Fprintln(t, strings.Join(cells(columns, item), "\t"))
	}
	return t.Flush()
}

// cells returns one row; an empty cell is a hyphen, so that columns can be
// counted by cut and awk.
func cells[T any](columns []column[T], item T) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = clean(c.value(item))
		if row[i] == "" {
			row[i] = "-"
		}
	}
	return row
}

// pickColumns returns the columns that --columns names, in its order. A list
// that begins with '+' adds to those shown by default.
func pickColumns[T any](all []column[T], byDefault, wanted string) ([]column[T], error) {
	if wanted == "" {
		wanted = byDefault
	}
	if more, found := strings.CutPrefix(wanted, "+"); found {
		wanted = byDefault + "," + more
	}
	var picked []column[T]
	for name := range strings.SplitSeq(wanted, ",") {
		c, found := findColumn(all, strings.ToLower(strings.TrimSpace(name)))
		if !found {
			return nil, usagef("--columns: there is no column %q", name).WithMend("choose from %s", columnNames(all))
		}
		picked = append(picked, c)
	}
	return picked, nil
}

func findColumn[T any](all []column[T], name string) (column[T], bool) {
	for _, c := range all {
		if c.name == name {
			return c, true
		}
	}
	return column[T]{}, false
}

func columnNames[T any](all []column[T]) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// fact is one line of a description: a name and what it is.
type fact struct {
	name  string
	value string
}

// printFacts writes facts under each other, leaving out those without a value.
func printFacts(w io.Writer, facts []fact) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		if f.value != "" {
			fmt.Fprintf(t, "%s:\t%s\n", f.name, clean(f.value))
		}
	}
	return t.Flush()
}

// clean makes text from elsewhere (titles, guests' names) harmless to a
// terminal: control characters are shown, not obeyed. Line ends stay.
func clean(s string) string {
	if !strings.ContainsFunc(s, isControl) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isControl(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isControl(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }

// oneLine is clean without line ends, for cells and facts.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// formatAge says how long ago something was, in one unit: 12s, 5m, 3h, 9d.
func formatAge(now, then time.Time) string {
	if then.IsZero() {
		return ""
	}
	age := max(now.Sub(then), 0)
	switch {
	case age < time.Minute:
		return fmt.Sprintf("%ds", age/time.Second)
	case age < time.Hour:
		return fmt.Sprintf("%dm", age/time.Minute)
	case age < 48*time.Hour:
		return fmt.Sprintf("%dh", age/time.Hour)
	default:
		return fmt.Sprintf("%dd", age/(24*time.Hour))
	}
}

// formatTime writes a time for a person, in the local zone; empty for none.
func formatTime(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05 MST")
}

// yesNo writes a truth for a person.
func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
