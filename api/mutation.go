package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/novacron/novacron/novacron"
)

// MutationInput are the parameters of everything that changes something.
type MutationInput struct {
	IdempotencyKey string `header:"Idempotency-Key" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" patternDescription:"visible ASCII characters without spaces" doc:"Makes a repeated request return the first one's operation instead of doing it again, for a day"`
	DryRun         bool   `query:"dryRun" doc:"Check everything, change nothing, and answer what would happen"`
}

func (in MutationInput) mutation() novacron.Mutation {
	return novacron.Mutation{IdempotencyKey: in.IdempotencyKey, DryRun: in.DryRun}
}

// RevisionInput is MutationInput for a thing that has an ETag.
type RevisionInput struct {
	MutationInput
	IfMatch string `header:"If-Match" maxLength:"64" doc:"The ETag that the VM must still have, else the answer is stale (412)" example:"\"7\""`
}

// mutation reads If-Match: one strong tag, or * for whatever there is.
func (in RevisionInput) mutation() (novacron.Mutation, error) {
	m := in.MutationInput.mutation()
	tag := strings.TrimSpace(in.IfMatch)
	if tag == "" || tag == "*" {
		return m, nil
	}
	weak := strings.HasPrefix(tag, "W/")
	value := strings.TrimPrefix(tag, "W/")
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' || strings.Contains(value[1:len(value)-1], `"`) {
		return m, novacron.InvalidField("If-Match", `must be one ETag in quotes, as "7"`)
	}
	revision, err := strconv.ParseUint(value[1:len(value)-1], 10, 64)
	if weak || err != nil || revision == 0 {
		return m, novacron.Errorf(novacron.Stale, "no revision has the tag %s", tag).WithMend("read the VM again")
	}
	m.Revision = revision
	return m, nil
}

// etagOf is the tag of a revision.
func etagOf(revision uint64) string {
	return `"` + strconv.FormatUint(revision, 10) + `"`
}

// matchesNone says whether If-None-Match names the tag: the caller has it.
func matchesNone(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || tag == etag {
			return true
		}
	}
	return false
}

// operationOutput is an operation that was begun (202), or would be (200).
type operationOutput struct {
	Status   int
	Location string `header:"Location" doc:"Where the operation can be followed" example:"/api/v1/operations/op-0193a7c2e5b07d3e"`
	Body     novacron.Operation
}

func newOperationOutput(op novacron.Operation, err error) (*operationOutput, error) {
	if err != nil {
		return nil, err
	}
	if op.DryRun || op.ID == "" {
		return &operationOutput{Status: http.StatusOK, Body: op}, nil
	}
	return &operationOutput{Status: http.StatusAccepted, Location: "/api/v1/operations/" + string(op.ID), Body: op}, nil
}

// dryRunDone is the answer to ?dryRun=true of what answers nothing otherwise.
type dryRunDone struct {
	DryRun bool `json:"dryRun" doc:"Always true: it would be done, and nothing was changed" example:"true"`
}

// doneOutput is the answer of what is done when it is answered and has nothing
// to tell: 204, or with a dry run 200.
type doneOutput struct {
	Status int
	Body   *dryRunDone
}

func newDoneOutput(in MutationInput, err error) (*doneOutput, error) {
	if err != nil {
		return nil, err
	}
	status, body := doneAnswer(in)
	return &doneOutput{Status: status, Body: body}, nil
}

// doneAnswer returns the status and body of what is done, or would be.
func doneAnswer(in MutationInput) (int, *dryRunDone) {
	if in.DryRun {
		return http.StatusOK, &dryRunDone{DryRun: true}
	}
	return http.StatusNoContent, nil
}

const dryRunDescription = "With dryRun: what would be done. Nothing was changed."

// documentDryRunAs adds the answer to ?dryRun=true to an operation that answers
// another status otherwise.
func (a *API) documentDryRunAs(example any) func(*huma.Operation) {
	return func(op *huma.Operation) {
		op.Responses["200"] = &huma.Response{
			Description: dryRunDescription,
			Content: map[string]*huma.MediaType{
				"application/json": {Schema: a.schemaOf(example), Example: example},
			},
		}
	}
}

// documentDryRun is documentDryRunAs for what answers 202 with an operation.
func (a *API) documentDryRun(kind string) func(*huma.Operation) {
	return a.documentDryRunAs(exampleDryRun(kind))
}
