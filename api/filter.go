package api

import (
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// Limits of a filter: what a person writes, not what a program could.
const (
	maxFilterTerms = 32
	maxLabelKey    = 128
)

// selection collects what restricts a list of VMs, from the single parameters
// and from a filter expression alike, into a query.
type selection struct {
	query  novacron.VMQuery
	fields []novacron.Field
}

// parseFilter adds the terms of an expression:
//
//	filter = term *( space term )          all of them must hold
//	term   = "state=" STATE *( "," STATE )  one of these
//	       / "label=" KEY [ "=" VALUE ]     has the label, with that value
//	       / "name~" TEXT                   the name or title contains it
//
// A term, or a part of it, stands in double quotes when it holds a space;
// inside of them a backslash takes the next character as it is.
func (s *selection) parseFilter(expression string) {
	terms, err := splitTerms(expression)
	if err != "" {
		s.refuse("filter", err)
		return
	}
	if len(terms) > maxFilterTerms {
		s.refuse("filter", "has more than 32 terms")
		return
	}
	for _, term := range terms {
		s.addTerm(term)
	}
}

func (s *selection) addTerm(term string) {
	field, value, operator := cutOperator(term)
	switch {
	case field == "state" && operator == '=':
		s.addStates("filter", value)
	case field == "label" && operator == '=':
		s.addLabel("filter", value)
	case field == "name" && operator == '~':
		s.addName("filter", value)
	default:
		s.refuse("filter", "does not know "+quote(term)+"; terms are state=STATE,... label=KEY=VALUE name~TEXT")
	}
}

func cutOperator(term string) (field, value string, operator byte) {
	i := strings.IndexAny(term, "=~")
	if i < 0 {
		return term, "", 0
	}
	return term[:i], term[i+1:], term[i]
}

// addStates restricts to the states in a list with commas.
func (s *selection) addStates(from, list string) {
	for word := range strings.SplitSeq(list, ",") {
		state := novacron.VMState(word)
		if !slices.Contains(novacron.VMStates(), state) {
			s.refuse(from, "does not know the state "+quote(word)+"; states are running, paused, pmsuspended, shutoff, crashed, unknown")
			return
		}
		if !slices.Contains(s.query.States, state) {
			s.query.States = append(s.query.States, state)
		}
	}
}

// addLabel restricts to a label, written KEY or KEY=VALUE.
func (s *selection) addLabel(from, label string) {
	key, value, _ := strings.Cut(label, "=")
	if key == "" || len(key) > maxLabelKey {
		s.refuse(from, "needs a label as KEY or KEY=VALUE")
		return
	}
	if s.query.Labels == nil {
		s.query.Labels = map[string]string{}
	}
	if old := s.query.Labels[key]; old != "" && value != "" && old != value {
		s.refuse(from, "asks for two values of the label "+quote(key))
		return
	}
	if value != "" || s.query.Labels[key] == "" {
		s.query.Labels[key] = value
	}
}

// addName restricts to names and titles that contain text.
func (s *selection) addName(from, text string) {
	switch {
	case text == "":
		s.refuse(from, "needs a text to look for")
	case s.query.Name != "" && s.query.Name != text:
		s.refuse(from, "asks for two names")
	default:
		s.query.Name = text
	}
}

func (s *selection) refuse(field, why string) {
	s.fields = append(s.fields, novacron.Field{Name: field, Detail: why})
}

// result returns the query, or Invalid with everything that is wrong with it.
func (s *selection) result() (novacron.VMQuery, error) {
	if len(s.fields) > 0 {
		return novacron.VMQuery{}, novacron.InvalidFields(s.fields)
	}
	return s.query, nil
}

// splitTerms splits at spaces outside of quotes and takes the quotes away. The
// second result says what is wrong, when something is.
func splitTerms(expression string) (terms []string, fault string) {
	var term strings.Builder
	quoted, escaped, open := false, false, false
	for _, r := range expression {
		switch {
		case escaped:
			term.WriteRune(r)
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted, open = !quoted, true
		case r == ' ' && !quoted:
			terms, open = endTerm(terms, &term, open), false
		default:
			term.WriteRune(r)
			open = true
		}
	}
	if quoted {
		return nil, `has a '"' that is not closed`
	}
	return endTerm(terms, &term, open), ""
}

func endTerm(terms []string, term *strings.Builder, open bool) []string {
	if open {
		terms = append(terms, term.String())
		term.Reset()
	}
	return terms
}

// quote shows what a person wrote, shortened.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "..."
	}
	return `"` + s + `"`
}
