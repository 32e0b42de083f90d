package api

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

type pressKeys struct {
	novacron.PressKeys

	HoldMilliseconds int `json:"holdMilliseconds,omitempty" minimum:"1" maximum:"10000" doc:"How long they are held; 100 when left out" example:"100"`
}

type keysInput struct {
	VMInput
	MutationInput
	Body pressKeys
}

type textInput struct {
	VMInput
	MutationInput
	Body novacron.TypeText
}

type typedOutput struct {
	Body novacron.Typed
}

func (a *API) registerKeys() {
	states := []novacron.Code{novacron.NotFound, novacron.WrongState, novacron.Unsupported, novacron.Conflict}
	register(a, route{
		id: "pressVMKeys", method: http.MethodPost, path: "/vms/{id}/keys", tag: vmTag, status: http.StatusNoContent,
		summary:     "Press keys together on a VM's keyboard",
		description: "Names of keys with hyphens between them: ctrl-alt-delete, alt-f4, super-l. They are pressed in this order.",
		codes:       states,
	}, a.pressKeys)
	register(a, route{
		id: "typeVMText", method: http.MethodPost, path: "/vms/{id}/text", tag: vmTag, status: http.StatusOK,
		summary: "Type text on a VM's keyboard",
		description: "Key by key, about 30 in a second; answers when it is typed, and stops when the connection is closed. " +
			"The layout is the one that the guest is set to: en-us, en-gb, de, fr or es. A character that it does not have is refused before anything is typed.",
		example: novacron.Typed{Characters: 9}, codes: append(states, novacron.Canceled),
	}, a.typeText)
}

func (a *API) pressKeys(ctx context.Context, in *keysInput) (*struct{}, error) {
	req := in.Body.PressKeys
	req.Mutation, req.Hold = in.mutation(), time.Duration(in.Body.HoldMilliseconds)*time.Millisecond
	return nil, a.services.Displays.PressKeys(ctx, in.id(), req)
}

func (a *API) typeText(ctx context.Context, in *textInput) (*typedOutput, error) {
	in.Body.Mutation = in.mutation()
	typed, err := a.services.Displays.TypeText(ctx, in.id(), in.Body)
	if err != nil {
		return nil, err
	}
	return &typedOutput{Body: typed}, nil
}
