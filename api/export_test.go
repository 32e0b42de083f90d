package api

import "github.com/danielgtaylor/huma/v2"

// Schemas returns the schemas that the API validates by, so that tests can hold
// answers to them.
func (a *API) Schemas() huma.Registry { return a.huma.OpenAPI().Components.Schemas }

// StatusOf is the table of codes and statuses.
var StatusOf = statusOf
