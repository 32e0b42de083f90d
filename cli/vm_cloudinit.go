package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// cloudInitFlags say what a guest is told at its first boot.
type cloudInitFlags struct {
	user     string
	sshKeys  []string
	hostname string
	packages []string
	userData string
	file     string
}

func (f *cloudInitFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.user, "user", "", "cloud-init: make this `USER`, with sudo")
	flags.StringArrayVar(&f.sshKeys, "ssh-key", nil, "cloud-init: a public `KEY` that may log in, or a file of keys; may be repeated")
	flags.StringVar(&f.hostname, "hostname", "", "cloud-init: what the guest is called (default the VM's `NAME`)")
	flags.StringArrayVar(&f.packages, "package", nil, "cloud-init: install this `PACKAGE`; may be repeated")
	flags.StringVar(&f.userData, "user-data", "", "cloud-init: a cloud-config or script `FILE`, joined with the other flags")
	flags.StringVar(&f.file, "cloud-init", "", "cloud-init: the fields of the API (user, sshKeys, password, network, ...) from this YAML `FILE`")
}

func (f *cloudInitFlags) empty() bool {
	return f.user == "" && f.hostname == "" && f.userData == "" && f.file == "" && len(f.sshKeys)+len(f.packages) == 0
}

// cloudInit puts the flags over what the VM's own file says; nil when neither
// says anything.
func (a *app) cloudInit(f cloudInitFlags, from *novacron.CloudInit) (*novacron.CloudInit, error) {
	if f.empty() {
		return from, nil
	}
	var c novacron.CloudInit
	if from != nil {
		c = *from
	}
	if f.file != "" {
		text, err := a.readFlagFile("--cloud-init", f.file)
		if err != nil {
			return nil, err
		}
		c = novacron.CloudInit{}
		if err := decodeYAML(f.file, text, &c); err != nil {
			return nil, err
		}
	}
	if f.userData != "" {
		text, err := a.readFlagFile("--user-data", f.userData)
		if err != nil {
			return nil, err
		}
		c.UserData = string(text)
	}
	if f.user != "" {
		c.User = f.user
	}
	if f.hostname != "" {
		c.Hostname = f.hostname
	}
	c.Packages = append(c.Packages, f.packages...)
	for _, key := range f.sshKeys {
		keys, err := sshKeysOf(key)
		if err != nil {
			return nil, err
		}
		c.SSHKeys = append(c.SSHKeys, keys...)
	}
	return &c, nil
}

// sshKeysOf is a key, or those of a file of keys.
func sshKeysOf(text string) ([]string, error) {
	if strings.Contains(text, " ") {
		return []string{text}, nil
	}
	data, err := os.ReadFile(text)
	if err != nil {
		return nil, usagef("--ssh-key: %s", err.Error()).WithMend("give a public key in quotes, or the file that holds it (~/.ssh/id_ed25519.pub)")
	}
	var keys []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			keys = append(keys, line)
		}
	}
	return keys, nil
}

// vmCloudInitCommand is 'novacron vm cloudinit'.
func (a *app) vmCloudInitCommand() *cobra.Command {
	var f cloudInitFlags
	var m mutationFlags
	cmd := &cobra.Command{
		Use:   "cloudinit NAME",
		Short: "Show what a VM's guest is told at its first boot, or tell it something else",
		Long: `Show the files of a VM's cloud-init CD; passwords are hidden.

With flags, the CD is written anew: at the guest's next boot cloud-init does
everything again. With --dry-run the VM need not exist: what a guest of that name
would be told is shown, and nothing is made.`,
		Example: `  novacron vm cloudinit web-1
  novacron vm cloudinit web-1 --user ada --ssh-key ~/.ssh/id_ed25519.pub
  novacron vm cloudinit web-9 --cloud-init web.yaml --dry-run`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.empty() {
				return a.showCloudInit(cmd.Context(), args[0])
			}
			return a.replaceCloudInit(cmd.Context(), args[0], f, m)
		},
	}
	f.addTo(cmd)
	m.add(cmd)
	return cmd
}

func (a *app) showCloudInit(ctx context.Context, name string) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	seed, err := a.conn.CloudInit(ctx, vm.ID)
	if err != nil {
		return err
	}
	return a.printSeed(seed)
}

func (a *app) replaceCloudInit(ctx context.Context, name string, f cloudInitFlags, m mutationFlags) error {
	config, err := a.cloudInit(f, nil)
	if err != nil {
		return err
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	if m.dryRun {
		seed, err := c.PreviewCloudInit(ctx, novacron.PreviewCloudInit{Name: name, CloudInit: *config})
		if err != nil {
			return err
		}
		return a.printSeed(seed)
	}
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	op, err := c.ReplaceCloudInit(ctx, vm.ID, novacron.ReplaceCloudInit{Mutation: m.mutation(), CloudInit: *config})
	if err != nil {
		return err
	}
	return a.finish(ctx, op, m)
}

func (a *app) printSeed(seed novacron.CloudInitSeed) error {
	if a.wantsData() {
		return printData(a.stdout, a.global.output, seed)
	}
	for _, warning := range seed.Warnings {
		a.hintf("%s", warning)
	}
	for i, f := range seed.Files {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintf(a.stdout, "--- %s\n%s\n", f.Name, strings.TrimRight(cleanLines(f.Text), "\n"))
	}
	return nil
}

// cleanLines is clean for a text of several lines.
func cleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = clean(strings.ReplaceAll(lines[i], "\t", "    "))
	}
	return strings.Join(lines, "\n")
}
