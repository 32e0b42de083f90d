package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmExportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export NAME [FILE]",
		Short: "Write a VM into one file",
		Long: `Write a shut off VM into FILE (NAME.ova when left out; - is standard output): an
OVF 2.0 package with qcow2 disks and their checksums. What is not in it is told
in the operation's warnings.`,
		Example: `  novacron vm export web-1
  novacron vm export web-1 /backup/web-1.ova`,
		Args:              usageArgs(1, 2, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			file := vm.Name + ".ova"
			if len(args) == 2 {
				file = args[1]
			}
			return a.vmExport(cmd.Context(), vm, file)
		},
	}
}

func (a *app) vmExport(ctx context.Context, vm novacron.VM, file string) error {
	var id novacron.OperationID
	err := a.writeFile(file, func(w io.Writer) (err error) {
		id, err = a.conn.ExportVM(ctx, vm.ID, w)
		return err
	})
	if err != nil || file == "-" {
		return err
	}
	op, err := a.conn.WaitOperation(ctx, id, nil)
	if err != nil {
		return err
	}
	if err := a.printFinal(op); err != nil {
		return err
	}
	a.hintf("it is in %s", file)
	return nil
}

// writeFile writes a file, - for standard output. It is written beside its name,
// so that what has the name is whole.
func (a *app) writeFile(file string, write func(io.Writer) error) error {
	if file == "-" {
		return write(a.stdout)
	}
	out, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return usagef("%s", err.Error())
	}
	defer os.Remove(out.Name()) //nolint:errcheck // renamed when it is whole
	if err := errors.Join(write(out), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(out.Name(), file); err != nil {
		return usagef("%s", err.Error())
	}
	return nil
}

func (a *app) vmImportCommand() *cobra.Command {
	var req novacron.ImportVM
	var m mutationFlags
	var volume bool
	cmd := &cobra.Command{
		Use:   "import FILE [NAME]",
		Short: "Make a VM from a file that export, or VMware, wrote",
		Long: `Make the VM NAME (the archive's own name when left out) from an OVA: one that
vm export wrote, or another maker's. It is uploaded into the pool first, and
removed there afterwards. With --volume, FILE is the name of a volume of the pool.`,
		Example: `  novacron vm import web-1.ova
  novacron vm import appliance.ova app-1 --pool fast --network lan --start`,
		Args: usageArgs(1, 2, "the archive"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Mutation = m.mutation()
			if len(args) == 2 {
				req.Name = args[1]
			}
			if req.Pool == "" {
				req.Pool = "default"
			}
			req.SourcePool, req.SourceVolume = req.Pool, args[0]
			c, err := a.connect()
			if err != nil {
				return err
			}
			if !volume {
				if m.dryRun {
					return usagef("--dry-run needs --volume: a file would have to be uploaded first")
				}
				if req.SourceVolume, err = a.uploadArchive(cmd.Context(), req.Pool, args[0]); err != nil {
					return err
				}
				req.DeleteSource = true
			}
			op, err := c.ImportVM(cmd.Context(), req)
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, m)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&req.Pool, "pool", "", "`POOL` for its disks (default default)")
	flags.StringVar(&req.Network, "network", "", "`NETWORK` for all its interfaces")
	flags.BoolVar(&req.Start, "start", false, "start it when it is made")
	flags.BoolVar(&volume, "volume", false, "FILE is a volume of the pool, and stays")
	m.add(cmd)
	return cmd
}

// uploadArchive puts a file into the pool and returns the volume's name.
func (a *app) uploadArchive(ctx context.Context, pool, file string) (string, error) {
	in, err := os.Open(file)
	if err != nil {
		return "", usagef("%s", err.Error())
	}
	defer in.Close()
	size, err := in.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err != nil || size == 0 {
		return "", usagef("%s is empty, or no file", file)
	}
	name := strings.Map(plainRune, filepath.Base(file))
	if !strings.HasSuffix(strings.ToLower(name), ".ova") {
		name += ".ova"
	}
	up, err := a.conn.CreateUpload(ctx, novacron.CreateUpload{Pool: pool, Name: "import-" + name, Format: "raw", SizeBytes: uint64(size)})
	if err != nil {
		return "", err
	}
	if _, err := a.conn.WriteUpload(ctx, up.ID, 0, in); err != nil {
		_, _ = a.conn.Cancel(context.WithoutCancel(ctx), up.ID, novacron.Mutation{})
		return "", err
	}
	op, err := a.conn.WaitOperation(ctx, up.ID, nil)
	if err == nil {
		err = operationError(op)
	}
	return up.Name, err
}

func plainRune(r rune) rune {
	if r < 0x80 && (r == '.' || r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
		return r
	}
	return '_'
}
