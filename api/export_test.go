package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/novacron/novacron/novacron"
)

// Schemas returns the schemas that the API validates by, so that tests can hold
// answers to them.
func (a *API) Schemas() huma.Registry { return a.huma.OpenAPI().Components.Schemas }

// StatusOf is the table of codes and statuses.
var StatusOf = statusOf

// ParseFilter is the parser of ?filter=.
func ParseFilter(expression string) (novacron.VMQuery, error) {
	var s selection
	s.parseFilter(expression)
	return s.result()
}
