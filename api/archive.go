package api

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/novacron/novacron/novacron"
)

type exportVMInput struct {
	VMInput
	DryRun bool `query:"dryRun" doc:"Only check it: answers the operation that would be begun, with its warnings"`
}

type importVMInput struct {
	MutationInput
	Body novacron.ImportVM
}

func (a *API) registerArchives() {
	register(a, route{
		id: "exportVM", method: http.MethodGet, path: "/vms/{id}/export", tag: vmTag, status: http.StatusOK,
		summary: "Download a shut off VM as one file",
		description: "An OVF 2.0 package with qcow2 disks and checksums (OVA, a tar). It is made while it is read; the header " +
			"Novacron-Operation names the operation, which holds the VM meanwhile, tells how far it is and can be canceled. A file that was not " +
			"read to its end ends without the tar's own end.",
		contentType: "application/x-tar", example: "web-1.ovf...", codes: append(thingCodes(), novacron.Unsupported),
		more: a.documentExportDryRun,
	}, a.exportVM)
	register(a, route{
		id: "importVM", method: http.MethodPost, path: "/vms/import", tag: vmTag, status: http.StatusAccepted,
		summary: "Make a VM from an archive that lies in a pool",
		description: "An OVA of NovaCron's or of another maker's (VMware: OVF 1.x with VMDK disks). Upload it as a volume first. " +
			"What of its description is not understood is told in the operation's warnings.",
		example: exampleOperation("vm.import"), codes: append(mutationCodes(), novacron.NotFound, novacron.Unsupported),
		more: a.documentDryRun("vm.import"),
	}, a.importVM)
}

func (a *API) importVM(ctx context.Context, in *importVMInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Archives.ImportVM(ctx, in.Body))
}

func (a *API) documentExportDryRun(op *huma.Operation) {
	op.Responses["200"].Content["application/json"] = &huma.MediaType{
		Schema: a.schemaOf(novacron.Operation{}), Example: exampleDryRun("vm.export"),
	}
}

func (a *API) exportVM(ctx context.Context, in *exportVMInput) (*streamOutput, error) {
	archive, err := a.services.Archives.ExportVM(ctx, in.id(), novacron.Mutation{DryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	if in.DryRun {
		return &streamOutput{Body: func(ctx huma.Context) {
			c := humagin.Unwrap(ctx)
			c.Header("Content-Type", "application/json")
			c.JSON(http.StatusOK, archive.Operation)
		}}, nil
	}
	return &streamOutput{Body: func(ctx huma.Context) {
		defer archive.Body.Close()
		c := humagin.Unwrap(ctx)
		// Who goes away before the first byte must not leave the export waiting.
		stop := context.AfterFunc(c.Request.Context(), func() { _ = archive.Body.Close() })
		defer stop()
		h := c.Writer.Header()
		h.Set("Content-Type", "application/x-tar")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": archive.Name}))
		h.Set("Novacron-Operation", string(archive.Operation.ID))
		first := make([]byte, 512)
		n, err := io.ReadFull(archive.Body, first)
		if err != nil { // nothing was sent: it can still be answered
			h.Del("Content-Disposition")
			a.abort(c, err)
			return
		}
		c.Status(http.StatusOK)
		if _, err = c.Writer.Write(first[:n]); err == nil {
			_, err = io.Copy(c.Writer, archive.Body)
		}
		if err != nil {
			panic(http.ErrAbortHandler) // so that the reader knows that it is not whole
		}
	}}, nil
}
