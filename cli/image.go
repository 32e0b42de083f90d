package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// imageCommand is 'novacron image'.
func (a *app) imageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "image",
		Aliases: []string{"images"},
		Short:   "Import, list, change and delete the images that disks are made from",
		Long: `Work with images: files from a web server or volumes of a pool that VMs' disks are
made from. Each is inspected before it can be used: one that names other files, is
cut off or contradicts itself is refused.

NAME is an image's name or its id.`,
		Example: `  novacron image import debian-13 https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2
  novacron image list
  novacron vm create web-1 --image debian-13 --memory 2GiB --start`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.imageListCommand(), a.imageShowCommand(), a.imageImportCommand(), a.imageEditCommand(), a.imageDeleteCommand())
	return cmd
}

func (a *app) imageListCommand() *cobra.Command {
	var query novacron.ImageQuery
	var state, columns string
	var quiet bool
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List images",
		Args:    usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			picked, err := pickColumns(a.imageColumns(), "name,state,os,format,size,disk,pool,used,age", columns)
			if err != nil {
				return err
			}
			query.State = novacron.ImageState(state)
			return a.imageList(cmd.Context(), query, picked, quiet)
		},
	}
	flags := cmd.Flags()
	states := []string{string(novacron.ImageImporting), string(novacron.ImageReady), string(novacron.ImageFailed)}
	flags.Var(&choiceValue{value: &state, choices: states}, "state", "only images in this state")
	flags.StringVar(&query.Name, "name", "", "only images with this `TEXT` in their name, system or description")
	flags.StringVar(&columns, "columns", "", "show these `COLUMNS`, or with + before them also these: "+columnNames(a.imageColumns()))
	flags.BoolVarP(&quiet, "quiet", "q", false, "show names only")
	return cmd
}

func (a *app) imageList(ctx context.Context, query novacron.ImageQuery, columns []column[novacron.Image], quiet bool) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	images, err := everything(ctx, 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.Image], error) {
		query.PageRequest = page
		return c.Images(ctx, query)
	})
	switch {
	case err != nil:
		return err
	case quiet:
		for _, image := range images {
			fmt.Fprintln(a.stdout, image.Name)
		}
		return nil
	case a.wantsData():
		return printData(a.stdout, a.global.output, images)
	case len(images) == 0:
		a.hintf("none; import one: novacron image import NAME https://...")
	}
	return printTable(a.stdout, columns, images)
}

func (a *app) imageColumns() []column[novacron.Image] {
	return []column[novacron.Image]{
		{"name", func(i novacron.Image) string { return i.Name }},
		{"id", func(i novacron.Image) string { return string(i.ID) }},
		{"state", func(i novacron.Image) string { return string(i.State) }},
		{"os", func(i novacron.Image) string { return i.OS }},
		{"format", func(i novacron.Image) string { return i.Format }},
		{"size", func(i novacron.Image) string { return sizeOrNothing(i.FileSizeBytes) }},
		{"disk", func(i novacron.Image) string { return sizeOrNothing(i.VirtualSizeBytes) }},
		{"pool", func(i novacron.Image) string { return i.PoolName }},
		{"volume", func(i novacron.Image) string { return i.Volume }},
		{"used", func(i novacron.Image) string { return strconv.Itoa(len(i.UsedBy)) }},
		{"sha256", func(i novacron.Image) string { return i.SHA256 }},
		{"age", func(i novacron.Image) string { return formatAge(a.now(), i.CreatedAt) }},
	}
}

func sizeOrNothing(bytes uint64) string {
	if bytes == 0 {
		return ""
	}
	return formatSize(bytes)
}

func (a *app) imageShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Show everything about an image",
		Args:              usageArgs(1, 1, "the name of an image"),
		ValidArgsFunction: a.completeImage,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			image, err := c.Image(cmd.Context(), novacron.ImageID(args[0]))
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, image)
			}
			return a.describeImage(image)
		},
	}
}

func (a *app) describeImage(image novacron.Image) error {
	source := image.Source.URL
	if source == "" {
		source = "volume " + image.Source.Pool + "/" + image.Source.Volume
	}
	verified := image.SHA256
	if image.Verified {
		verified += " (as it should be)"
	}
	system := image.OS
	if image.OSGuessed {
		system += " (guessed)"
	}
	why := ""
	if image.Error != nil {
		why = image.Error.Detail
	}
	var uses []string
	for _, use := range image.UsedBy {
		uses = append(uses, use.String())
	}
	return printFacts(a.stdout, []fact{
		{"Name", image.Name},
		{"ID", string(image.ID)},
		{"State", string(image.State)},
		{"Why", why},
		{"Import", string(image.Operation)},
		{"Description", indentRest(image.Description)},
		{"System", system},
		{"Format", image.Format},
		{"File", sizeOrNothing(image.FileSizeBytes)},
		{"Disk", sizeOrNothing(image.VirtualSizeBytes)},
		{"SHA-256", verified},
		{"Source", source},
		{"Pool", image.PoolName},
		{"Volume", image.Volume},
		{"Path", image.Path},
		{"Needed by", strings.Join(uses, "; ")},
		{"Created", formatTime(&image.CreatedAt)},
	})
}

// completeImage completes names of images, each once.
func (a *app) completeImage(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(cmd.Context(), completionDeadline)
	defer cancel()
	c, err := a.connect()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	page, err := c.Images(ctx, novacron.ImageQuery{Name: begun, PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for _, image := range page.Items {
		if strings.HasPrefix(image.Name, begun) {
			names = append(names, cobra.CompletionWithDesc(image.Name, string(image.State)))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
