package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/novacron/novacron/novacron"
)

const uploadTag = "uploads"

// UploadInput names an upload.
type UploadInput struct {
	ID string `path:"id" minLength:"4" maxLength:"64" pattern:"^op-[0-9a-f]+$" patternDescription:"an upload's id" doc:"The upload's id" example:"op-0193a7c2e5b07d3e"`
}

func (in UploadInput) id() novacron.UploadID { return novacron.UploadID(in.ID) }

type createUploadInput struct {
	MutationInput
	Body novacron.CreateUpload
}

type uploadOutput struct {
	Status   int
	Location string `header:"Location" doc:"Where the bytes go" example:"/api/v1/uploads/op-0193a7c2e5b07d3e"`
	Offset   string `header:"Upload-Offset" doc:"How many bytes are kept for certain: go on from here" example:"1048576"`
	Length   string `header:"Upload-Length" doc:"How many bytes will come" example:"2147483648"`
	Body     novacron.Upload
}

type writeUploadInput struct {
	UploadInput
	Offset uint64 `header:"Upload-Offset" required:"true" doc:"Where the first byte of the body belongs; must be the upload's offset" example:"0"`
}

const (
	uploadDescription = "Answers with where the bytes go. The upload is an operation (its id is the upload's): it goes on until every byte came, over restarts, " +
		"and is canceled as any operation is; then, or when nothing came for a day, nothing is left of it. At the end the checksum is compared, and the content " +
		"inspected before anything opens it: what is not what format says, names other files or is damaged is refused and removed."
	writeDescription = "The body is bytes, as many as there are or a part of them. When the connection breaks, ask for the offset with GET or HEAD and go on from there: " +
		"what came is kept. A second request ends the first. With the last byte the operation goes on to examine them: wait for it at /operations/{id}."
)

func (a *API) registerUploads() {
	register(a, route{
		id: "createUpload", method: http.MethodPost, path: "/uploads", tag: uploadTag, status: http.StatusCreated,
		summary: "Begin an upload of a volume", description: uploadDescription, example: exampleUpload(0),
		codes: append(mutationCodes(), novacron.NotFound, novacron.Unsupported),
		more: func(op *huma.Operation) {
			op.Responses["200"] = &huma.Response{
				Description: "With dryRun: what would be begun. Nothing was changed.",
				Content:     map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(novacron.Upload{}), Example: exampleUpload(0)}},
			}
		},
	}, a.createUpload)
	register(a, route{
		id: "getUpload", method: http.MethodGet, path: "/uploads/{id}", tag: uploadTag, status: http.StatusOK,
		summary: "Tell how far an upload is", example: exampleUpload(1 << 30), codes: []novacron.Code{novacron.NotFound},
	}, a.getUpload)
	register(a, route{
		id: "writeUpload", method: http.MethodPatch, path: "/uploads/{id}", tag: uploadTag, status: http.StatusOK,
		summary: "Send bytes of an upload", description: writeDescription,
		contentType: "application/json", example: exampleUpload(2 << 30), codes: append(mutationCodes(), novacron.NotFound, novacron.Unsupported),
		more: a.documentBytes,
	}, a.writeUpload)
}

// documentBytes describes a body of bytes, and leaves reading it to the handler.
func (a *API) documentBytes(op *huma.Operation) {
	op.Metadata = map[string]any{streamed: true}
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: "the bytes"},
		},
	}
	op.Responses["200"].Content["application/json"].Schema = a.schemaOf(novacron.Upload{})
}

func (a *API) createUpload(ctx context.Context, in *createUploadInput) (*uploadOutput, error) {
	in.Body.Mutation = in.mutation()
	up, err := a.services.Uploads.CreateUpload(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	out := newUploadOutput(up, http.StatusCreated)
	if in.DryRun {
		out.Status, out.Location = http.StatusOK, ""
	}
	return out, nil
}

func (a *API) getUpload(ctx context.Context, in *UploadInput) (*uploadOutput, error) {
	up, err := a.services.Uploads.Upload(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return newUploadOutput(up, http.StatusOK), nil
}

func newUploadOutput(up novacron.Upload, status int) *uploadOutput {
	return &uploadOutput{
		Status: status, Location: "/api/v1/uploads/" + string(up.ID), Body: up,
		Offset: strconv.FormatUint(up.OffsetBytes, 10), Length: strconv.FormatUint(up.SizeBytes, 10),
	}
}

func (a *API) writeUpload(_ context.Context, in *writeUploadInput) (*streamOutput, error) {
	id, offset := in.id(), in.Offset
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		if err := a.takeBytes(c, id, offset); err != nil {
			a.abort(c, err)
		}
	}}, nil
}

// takeBytes hands the body on as it comes.
func (a *API) takeBytes(c *gin.Context, id novacron.UploadID, offset uint64) error {
	body := &patientReader{r: c.Request.Body, rc: http.NewResponseController(c.Writer)}
	up, err := a.services.Uploads.WriteUpload(c.Request.Context(), id, offset, body)
	if err != nil {
		return err
	}
	c.Header("Upload-Offset", strconv.FormatUint(up.OffsetBytes, 10))
	c.Header("Upload-Length", strconv.FormatUint(up.SizeBytes, 10))
	c.JSON(http.StatusOK, up)
	return nil
}

func exampleUpload(offset uint64) novacron.Upload {
	return novacron.Upload{
		ID: "op-0193a7c2e5b07d3e", Volume: "vol-1f0a7cc9d1e2b3a4c5d6", Name: "debian-13.qcow2", PoolName: "default", Format: "qcow2",
		SizeBytes: 2 << 30, OffsetBytes: offset,
	}
}
