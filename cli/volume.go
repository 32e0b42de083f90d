package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// volumeCommand is 'novacron volume'.
func (a *app) volumeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "volume",
		Aliases: []string{"volumes", "vol"},
		Short:   "List, create, resize, copy, upload, download and delete volumes",
		Long: `Work with the volumes of storage pools. VOLUME is POOL/NAME, NAME alone for one in
the pool 'default', or a volume's id (vol-...).`,
		Example: `  novacron volume list --pool default
  novacron volume upload debian-13.qcow2 --format qcow2
  novacron volume copy default/data.qcow2 fast/data.raw --format raw
  novacron volume resize data.qcow2 40GiB
  novacron volume download default/data.qcow2 backup.qcow2`,
		RunE: groupRun,
	}
	cmd.AddCommand(
		a.volumeListCommand(), a.volumeShowCommand(), a.volumeCreateCommand(), a.volumeResizeCommand(), a.volumeCopyCommand(),
		a.volumeUploadCommand(), a.volumeDownloadCommand(), a.volumeDeleteCommand(),
	)
	return cmd
}

// volumePlace reads POOL/NAME, or NAME.
func volumePlace(text string) (pool, name string) {
	pool, name, found := strings.Cut(text, "/")
	if !found {
		return "default", text
	}
	return pool, name
}

// findVolume finds a volume by what a person calls it.
func (a *app) findVolume(ctx context.Context, text string) (novacron.Volume, error) {
	c, err := a.connect()
	if err != nil {
		return novacron.Volume{}, err
	}
	if strings.HasPrefix(text, "vol-") && !strings.Contains(text, "/") {
		if v, err := c.Volume(ctx, novacron.VolumeID(text)); err == nil || novacron.CodeOf(err) != novacron.NotFound && novacron.CodeOf(err) != novacron.Invalid {
			return v, err
		}
	}
	poolName, name := volumePlace(text)
	pool, err := c.Pool(ctx, novacron.PoolID(poolName))
	if err != nil {
		return novacron.Volume{}, err
	}
	v, err := c.Volume(ctx, novacron.NewVolumeID(pool.ID, name))
	if novacron.CodeOf(err) == novacron.NotFound {
		return v, novacron.Errorf(novacron.NotFound, "there is no volume %s in the pool %s", name, pool.Name).
			WithMend("see: novacron volume list --pool %s", pool.Name)
	}
	return v, err
}

func (a *app) volumeListCommand() *cobra.Command {
	var q novacron.VolumeQuery
	cmd := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List volumes", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			volumes, err := everything(cmd.Context(), 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.Volume], error) {
				q.PageRequest = page
				return c.Volumes(ctx, q)
			})
			if err != nil || a.wantsData() {
				return orPrint(err, func() error { return printData(a.stdout, a.global.output, volumes) })
			}
			return printTable(a.stdout, volumeColumns(), volumes)
		},
	}
	cmd.Flags().StringVar(&q.Pool, "pool", "", "only volumes of this `POOL`")
	cmd.Flags().StringVar(&q.Name, "name", "", "only volumes with this `TEXT` in their name")
	cmd.Flags().BoolVar(&q.Unused, "unused", false, "only volumes that no VM, no image and no other volume uses")
	return cmd
}

func volumeColumns() []column[novacron.Volume] {
	return []column[novacron.Volume]{
		{"pool", func(v novacron.Volume) string { return v.PoolName }},
		{"name", func(v novacron.Volume) string { return v.Name }},
		{"format", func(v novacron.Volume) string { return v.Format }},
		{"capacity", func(v novacron.Volume) string { return formatSize(v.CapacityBytes) }},
		{"allocated", func(v novacron.Volume) string { return formatSize(v.AllocationBytes) }},
		{"used by", volumeUsers},
	}
}

func volumeUsers(v novacron.Volume) string {
	var users []string
	for _, u := range v.UsedBy {
		users = append(users, u.Kind+" "+cmp.Or(u.Name, u.ID))
	}
	return strings.Join(users, ", ")
}

func (a *app) volumeShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show VOLUME", Short: "Show a volume", Args: usageArgs(1, 1, "a volume, as POOL/NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.findVolume(cmd.Context(), args[0])
			if err != nil || a.wantsData() {
				return orPrint(err, func() error { return printData(a.stdout, a.global.output, v) })
			}
			facts := []fact{{"ID", string(v.ID)}}
			for _, c := range volumeColumns() {
				facts = append(facts, fact{strings.ToUpper(c.name[:1]) + c.name[1:], c.value(v)})
			}
			return printFacts(a.stdout, append(facts, fact{"Path", v.Path}, fact{"Backing", v.Backing}, fact{"SHA-256", v.SHA256}))
		},
	}
}

func (a *app) volumeCreateCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.CreateVolume
	cmd := &cobra.Command{
		Use: "create VOLUME SIZE", Short: "Create an empty volume", Args: usageArgs(2, 2, "a volume as POOL/NAME, and its size"),
		Example: "  novacron volume create fast/data.qcow2 20GiB",
		RunE: func(cmd *cobra.Command, args []string) error {
			size, err := sizeArgument(args[1])
			if err != nil {
				return err
			}
			c, err := a.connect()
			if err != nil {
				return err
			}
			req.Mutation, req.CapacityBytes = f.mutation(), size
			req.Pool, req.Name = volumePlace(args[0])
			op, err := c.CreateVolume(cmd.Context(), req)
			return orPrint(err, func() error { return a.finish(cmd.Context(), op, f) })
		},
	}
	cmd.Flags().Var(&choiceValue{value: &req.Format, choices: []string{"qcow2", "raw"}}, "format", "format of the volume (default qcow2)")
	cmd.Flags().BoolVar(&req.Preallocate, "preallocate", false, "take the whole size from the pool at once")
	f.add(cmd)
	return cmd
}

// sizeArgument reads a size that is no flag.
func sizeArgument(text string) (uint64, error) {
	size, err := parseSize(text)
	if err != nil {
		return 0, usagef("%s", err.Error())
	}
	return size, nil
}

func (a *app) volumeResizeCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.ResizeVolume
	cmd := &cobra.Command{
		Use: "resize VOLUME SIZE", Short: "Change the size of a volume, live when a running VM has it",
		Args: usageArgs(2, 2, "a volume as POOL/NAME, and its new size"),
		RunE: func(cmd *cobra.Command, args []string) error {
			size, err := sizeArgument(args[1])
			if err != nil {
				return err
			}
			v, err := a.findVolume(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			req.Mutation, req.CapacityBytes = f.mutation(), size
			op, err := a.conn.ResizeVolume(cmd.Context(), v.ID, req)
			return orPrint(err, func() error { return a.finish(cmd.Context(), op, f) })
		},
	}
	cmd.Flags().BoolVar(&req.Shrink, "shrink", false, "allow a smaller size: what is behind the new end is lost")
	f.add(cmd)
	return cmd
}

func (a *app) volumeCopyCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.CopyVolume
	cmd := &cobra.Command{
		Use: "copy VOLUME NEW", Aliases: []string{"cp"}, Short: "Copy a volume, into another pool or format if wanted",
		Args: usageArgs(2, 2, "a volume and the copy, each as POOL/NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.findVolume(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			req.Mutation = f.mutation()
			req.Pool, req.Name = volumePlace(args[1])
			op, err := a.conn.CopyVolume(cmd.Context(), v.ID, req)
			return orPrint(err, func() error { return a.finish(cmd.Context(), op, f) })
		},
	}
	cmd.Flags().Var(&choiceValue{value: &req.Format, choices: []string{"qcow2", "raw"}}, "format", "format of the copy (default that of the original)")
	f.add(cmd)
	return cmd
}

func (a *app) volumeDeleteCommand() *cobra.Command {
	var f mutationFlags
	var yes bool
	cmd := &cobra.Command{
		Use: "delete VOLUME...", Aliases: []string{"rm"}, Short: "Delete volumes that nothing uses", Args: usageArgs(1, -1, "a volume as POOL/NAME, or several"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.askYes(cmd.Context(), yes || f.dryRun, "Delete "+strings.Join(args, ", ")+" and the data on it?"); err != nil {
				return err
			}
			for _, name := range args {
				v, err := a.findVolume(cmd.Context(), name)
				if err != nil {
					return err
				}
				op, err := a.conn.DeleteVolume(cmd.Context(), v.ID, f.mutation())
				if err == nil {
					err = a.finish(cmd.Context(), op, f)
				}
				if err != nil {
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
