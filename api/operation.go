package api

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

const operationTag = "operations"

type listOperationsInput struct {
	PageInput
	State  string `query:"state" enum:"pending,running,succeeded,failed,canceled" doc:"Only operations in this state"`
	Target string `query:"target" maxLength:"128" doc:"Only operations on the thing with this id"`
}

// OperationInput names an operation.
type OperationInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" patternDescription:"an operation's id" doc:"The operation's id" example:"op-0193a7c2e5b07d3e"`
}

type getOperationInput struct {
	OperationInput
	Wait int `query:"wait" minimum:"0" maximum:"60" doc:"Seconds to wait for it to end; answered with how it stands when they are over"`
}

type cancelOperationInput struct {
	OperationInput
	MutationInput
}

type operationBody struct {
	Body novacron.Operation
}

func (a *API) registerOperations() {
	register(a, route{
		id: "listOperations", method: http.MethodGet, path: "/operations", tag: operationTag, status: http.StatusOK,
		summary: "List operations, newest first", example: examplePage(exampleOperation("vm.start")),
	}, a.listOperations)
	register(a, route{
		id: "getOperation", method: http.MethodGet, path: "/operations/{id}", tag: operationTag, status: http.StatusOK,
		summary: "Get an operation, or wait for its end", example: exampleOperation("vm.start"),
		codes: []novacron.Code{novacron.NotFound},
	}, a.getOperation)
	register(a, route{
		id: "cancelOperation", method: http.MethodPost, path: "/operations/{id}/cancel", tag: operationTag, status: http.StatusOK,
		summary:     "Ask a running operation to stop",
		description: "It ends as canceled, or as succeeded when it was too late. A repeated request with the same Idempotency-Key is told how it stands.",
		example:     exampleOperation("vm.save"), codes: []novacron.Code{novacron.NotFound, novacron.Conflict, novacron.WrongState},
	}, a.cancelOperation)
}

func (a *API) listOperations(ctx context.Context, in *listOperationsInput) (*pageOutput[novacron.Operation], error) {
	p, err := a.services.Operations.Operations(ctx, novacron.OperationQuery{
		PageRequest: in.request(), State: novacron.OperationState(in.State), TargetID: in.Target,
	})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) getOperation(ctx context.Context, in *getOperationInput) (*operationBody, error) {
	id := novacron.OperationID(in.ID)
	if in.Wait == 0 {
		return newOperationBody(a.services.Operations.Operation(ctx, id))
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(in.Wait)*time.Second)
	defer cancel()
	return newOperationBody(a.services.Operations.Wait(ctx, id))
}

func (a *API) cancelOperation(ctx context.Context, in *cancelOperationInput) (*operationBody, error) {
	return newOperationBody(a.services.Operations.Cancel(ctx, novacron.OperationID(in.ID), in.mutation()))
}

func newOperationBody(op novacron.Operation, err error) (*operationBody, error) {
	if err != nil {
		return nil, err
	}
	return &operationBody{Body: op}, nil
}
