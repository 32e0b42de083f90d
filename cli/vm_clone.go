package cli

import (
	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmCloneCommand() *cobra.Command {
	var req novacron.CloneVM
	var m mutationFlags
	var f cloudInitFlags
	cmd := &cobra.Command{
		Use:   "clone NAME NEW",
		Short: "Make a VM after another one",
		Long: `Make the VM NEW after NAME, which must be shut off. It has an id, hardware
addresses and UEFI variables of its own; with cloud-init flags its guest gets a
name, keys and users of its own at its next boot.

A linked clone is made at once and takes little space: its disks are overlays on
those of NAME, which must be a template.`,
		Example: `  novacron vm clone web-1 web-2 --start
  novacron vm template golden
  novacron vm clone golden web-3 --linked --user ada --ssh-key ~/.ssh/id_ed25519.pub --start`,
		Args:              usageArgs(2, 2, "the name of a VM, and that of the clone"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			req.Name, req.Mutation = args[1], m.mutation()
			if req.CloudInit, err = a.cloudInit(f, nil); err != nil {
				return err
			}
			op, err := a.conn.CloneVM(cmd.Context(), vm.ID, req)
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, m)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&req.Linked, "linked", false, "overlays on the template's disks instead of copies")
	flags.StringVar(&req.Pool, "pool", "", "`POOL` for its disks (default that of each original)")
	flags.BoolVar(&req.Start, "start", false, "start it when it is made")
	f.addTo(cmd)
	m.add(cmd)
	return cmd
}

func (a *app) vmTemplateCommand() *cobra.Command {
	var m mutationFlags
	var undo bool
	cmd := &cobra.Command{
		Use:   "template NAME",
		Short: "Make a VM a template, which is not started, or a VM again",
		Long: `Make a shut off VM a template: NovaCron does not start it, and linked clones can
be made after it. Nothing keeps virsh or virt-manager from starting it.`,
		Example: `  novacron vm template golden
  novacron vm template golden --undo`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			op, err := a.conn.MarkTemplate(cmd.Context(), vm.ID, novacron.MarkTemplate{Mutation: m.mutation(), Template: !undo})
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, m)
		},
	}
	cmd.Flags().BoolVar(&undo, "undo", false, "make it a VM again; refused while linked clones lie on its disks")
	m.add(cmd)
	return cmd
}

// templateText is empty for what is no template: the line is then left out.
func templateText(vm novacron.VM) string {
	if vm.Template {
		return "yes: it is cloned, not started"
	}
	return ""
}
