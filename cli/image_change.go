package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// imageImportFlags is what image import understands.
type imageImportFlags struct {
	mutationFlags

	volume string
	req    novacron.ImportImage
}

func (a *app) imageImportCommand() *cobra.Command {
	var f imageImportFlags
	cmd := &cobra.Command{
		Use:   "import NAME [URL]",
		Short: "Import an image from a web server, or from a volume",
		Long: `Import an image. The node fetches it from the URL itself, straight into the pool; a
link that breaks is gone on with. Or it copies a volume, and with --take makes the
volume itself the image.`,
		Example: `  novacron image import debian-13 https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2
  novacron image import alpine https://example.net/alpine.qcow2 --sha256 9f86d081884c7d65...
  novacron image import mine --volume default/upload.qcow2 --take`,
		Args:              usageArgs(1, 2, "a name for the image, and the URL"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.inFlags(a.imageImport(cmd.Context(), args, f), imageFlagOf)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.volume, "volume", "", "import this volume, `POOL/VOLUME`, instead of a URL")
	flags.BoolVar(&f.req.Take, "take", false, "make the volume itself the image instead of a copy")
	flags.StringVar(&f.req.SHA256, "sha256", "", "the `CHECKSUM` that the file must have; recorded when left out")
	flags.BoolVar(&f.req.AllowHTTP, "allow-http", false, "take http instead of https; the node's configuration must allow it too")
	flags.Var(&choiceValue{value: &f.req.Format, choices: []string{"qcow2", "raw", "iso"}}, "format", "what the file should be; raw takes one in which nothing looks like a disk")
	flags.StringVar(&f.req.Pool, "pool", "", "put it into this `POOL` (default default)")
	flags.StringVar(&f.req.OS, "os", "", "which `SYSTEM` is in it, as debian-13; guessed when left out")
	flags.StringVar(&f.req.Description, "description", "", "free `TEXT`")
	f.add(cmd)
	return cmd
}

// imageFlagOf is plainFlagOf for images.
func imageFlagOf(field string) string {
	return map[string]string{
		"name": "NAME", "url": "URL", "sha256": "--sha256", "allowHTTP": "--allow-http", "format": "--format", "pool": "--pool", "os": "--os",
		"description": "--description", "sourcePool": "--volume", "sourceVolume": "--volume", "take": "--take",
	}[field]
}

func (a *app) imageImport(ctx context.Context, args []string, f imageImportFlags) error {
	req := f.req
	req.Mutation, req.Name = f.mutation(), args[0]
	if len(args) == 2 {
		req.URL = args[1]
	}
	if f.volume != "" {
		pool, volume, found := strings.Cut(f.volume, "/")
		if !found || pool == "" || volume == "" {
			return usagef("--volume: %q is not POOL/VOLUME", f.volume).WithMend("write it as --volume default/upload.qcow2")
		}
		req.SourcePool, req.SourceVolume = pool, volume
	}
	if (req.URL == "") == (f.volume == "") {
		return usagef("give a URL or --volume").WithMend("novacron image import NAME https://..., or novacron image import NAME --volume POOL/VOLUME")
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	op, err := c.ImportImage(ctx, req)
	if err != nil {
		return err
	}
	if err := a.finish(ctx, op, f.mutationFlags); err != nil || f.dryRun || f.noWait {
		return err
	}
	a.hintf("make a VM from it: novacron vm create NAME --image %s --memory 2GiB --start", req.Name)
	return nil
}

func (a *app) imageEditCommand() *cobra.Command {
	var f mutationFlags
	var name, os, description string
	cmd := &cobra.Command{
		Use:               "edit NAME",
		Short:             "Change an image's name, system or description",
		Example:           "  novacron image edit debian --name debian-13 --os debian-13",
		Args:              usageArgs(1, 1, "the name of an image"),
		ValidArgsFunction: a.completeImage,
		RunE: func(cmd *cobra.Command, args []string) error {
			req := novacron.ImageUpdate{Mutation: f.mutation()}
			for flag, set := range map[string]func(){
				"name": func() { req.Name = &name }, "os": func() { req.OS = &os }, "description": func() { req.Description = &description },
			} {
				if cmd.Flags().Changed(flag) {
					set()
				}
			}
			return a.inFlags(a.imageEdit(cmd.Context(), args[0], req, f), func(field string) string {
				return cmp.Or(map[string]string{"name": "--name"}[field], imageFlagOf(field))
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&name, "name", "", "its new `NAME`")
	flags.StringVar(&os, "os", "", "which `SYSTEM` is in it; empty to have it guessed")
	flags.StringVar(&description, "description", "", "free `TEXT`")
	f.addDryRun(cmd)
	return cmd
}

func (a *app) imageEdit(ctx context.Context, name string, req novacron.ImageUpdate, f mutationFlags) error {
	if req.Name == nil && req.OS == nil && req.Description == nil {
		return usagef("nothing to change").WithMend("give --name, --os or --description")
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	image, err := c.UpdateImage(ctx, novacron.ImageID(name), req)
	switch {
	case err != nil:
		return err
	case a.wantsData():
		return printData(a.stdout, a.global.output, image)
	}
	if f.dryRun {
		return printLine(a.stdout, clean(image.Name)+" would be changed; nothing was changed")
	}
	return printLine(a.stdout, clean(image.Name)+" changed")
}

func (a *app) imageDeleteCommand() *cobra.Command {
	var f mutationFlags
	var yes bool
	cmd := &cobra.Command{
		Use:               "delete NAME...",
		Aliases:           []string{"rm"},
		Short:             "Delete images that no disk needs",
		Args:              usageArgs(1, -1, "the name of an image, or several"),
		ValidArgsFunction: a.completeImage,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes && !f.dryRun && !isTerminal(a.stdin) {
				return usagef("deleting needs a yes, and there is nobody to ask").WithMend("give --yes when it is meant")
			}
			if f.idempotencyKey != "" && len(args) > 1 {
				return usagef("--idempotency-key goes with one image").WithMend("run the command once for each image, with a key of its own")
			}
			for _, name := range args {
				if !yes && !f.dryRun && !a.confirm(cmd.Context(), fmt.Sprintf("Delete the image %s and its file?", name)) {
					return novacron.Errorf(novacron.Canceled, "%s was not deleted", name)
				}
				if err := a.imageDelete(cmd.Context(), name, f); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

func (a *app) imageDelete(ctx context.Context, name string, f mutationFlags) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	op, err := c.DeleteImage(ctx, novacron.ImageID(name), novacron.DeleteImage{Mutation: f.mutation()})
	if err != nil {
		return err
	}
	return a.finish(ctx, op, f)
}
