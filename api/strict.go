package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/novacron/novacron/novacron"
)

// maxBodyBytes bounds a request's body. The largest honest one, a VM with 24
// disks and a long description, is below 128 KiB.
const maxBodyBytes = 1 << 20

// bodyTimeout is how long a body may take to arrive: 1 MiB at 100 kB/s.
const bodyTimeout = 10 * time.Second

// streamed marks operations whose body is not JSON, and may be of any length.
const streamed = "streamed"

// strict refuses what huma would let through: repeated parameters, bodies where
// none belongs, bodies that say something twice or in another case.
func (a *API) strict(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	op := ctx.Operation()
	if err := checkQuery(op, c.Request); err != nil {
		a.abort(c, err)
		return
	}
	if op.Metadata[streamed] != nil { // its handler reads the body, as it comes
		next(ctx)
		return
	}
	body, err := readBody(c)
	if err == nil {
		err = a.checkBody(op, c.Request, body)
	}
	if err != nil {
		a.abort(c, err)
		return
	}
	next(&humaContext{wrapped: ctx, body: body})
}

// BodyReader returns the body that strict has read.
func (c *humaContext) BodyReader() io.Reader { return bytes.NewReader(c.body) }

// checkQuery refuses a query that cannot be parsed, and a parameter that is
// given twice but is no list: one of the two would be ignored.
func checkQuery(op *huma.Operation, r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	if strings.Contains(r.URL.RawQuery, ";") {
		return novacron.Errorf(novacron.Invalid, "the query holds a ';'; parameters are separated by '&'")
	}
	query := r.URL.Query()
	for _, p := range op.Parameters {
		list := p.Schema != nil && p.Schema.Type == huma.TypeArray
		if p.In == "query" && !list && len(query[p.Name]) > 1 {
			return novacron.InvalidField(p.Name, "is given %d times", len(query[p.Name]))
		}
	}
	return nil
}

// readBody reads the whole body within its limits.
func readBody(c *gin.Context) ([]byte, error) {
	if c.Request.Body == nil || c.Request.Body == http.NoBody {
		return nil, nil
	}
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetReadDeadline(time.Now().Add(bodyTimeout)) // not every connection has deadlines
	defer func() { _ = rc.SetReadDeadline(time.Time{}) }()
	data, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBodyBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errBodyTooLarge()
	case err != nil:
		return nil, &novacron.Error{Code: novacron.Invalid, Detail: "the body did not arrive whole", Cause: err}
	}
	return data, nil
}

func errBodyTooLarge() error {
	return novacron.Errorf(novacron.TooLarge, "the body is larger than %d bytes (1 MiB)", maxBodyBytes)
}

// checkBody checks what huma does not: it looks at the text, where huma sees
// what encoding/json made of it.
func (a *API) checkBody(op *huma.Operation, r *http.Request, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	if op.RequestBody == nil {
		return novacron.InvalidField("body", "this request takes no body")
	}
	if err := checkContentType(r); err != nil {
		return err
	}
	media := op.RequestBody.Content["application/json"]
	if media == nil || media.Schema == nil {
		return nil
	}
	return checkJSON(a.huma.OpenAPI().Components.Schemas, media.Schema, body)
}

func checkContentType(r *http.Request) error {
	header := r.Header.Get("Content-Type")
	if header == "" {
		return nil
	}
	mediaType, params, err := mime.ParseMediaType(header)
	charset := params["charset"]
	if err != nil || mediaType != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return novacron.InvalidField("Content-Type", "must be application/json")
	}
	return nil
}
