package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/novacron/novacron/novacron"
)

// vmText is what of a VM can be changed, as it stands in the editor.
type vmText struct {
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Labels      map[string]string `json:"labels"`
	VCPUs       int               `json:"vcpus"`
	MemoryBytes specSize          `json:"memoryBytes"`
	Autostart   bool              `json:"autostart"`
}

// vmTextHead explains the text in the editor.
const vmTextHead = `# The VM %s (%s), %s.
# Change what is below, save and leave the editor; leave without a change to do
# nothing. Sizes may be written as 512MiB or 2GiB.
`

// vmEditText lets a person change the VM in an editor. What cannot be read or
// is refused is kept in a file, so that no typing is lost.
func (a *app) vmEditText(ctx context.Context, vm novacron.VM, f mutationFlags) error {
	editor, err := a.editor()
	if err != nil {
		return err
	}
	before := textOf(vm)
	file, err := writeVMText(vm, before)
	if err != nil {
		return err
	}
	update, changed, err := a.editFile(ctx, editor, file, before)
	if err == nil && !changed {
		_ = os.RemoveAll(filepath.Dir(file))
		fmt.Fprintf(a.stdout, "%s was not changed\n", vm.Name)
		return nil
	}
	if err == nil {
		err = a.updateVM(ctx, vm, update, f)
	}
	if err != nil {
		a.warnf("what was written is kept in %s", file)
		return err
	}
	_ = os.RemoveAll(filepath.Dir(file))
	return nil
}

// editor returns the command that edits a file.
func (a *app) editor() (string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if editor := a.getenv(name); editor != "" {
			return editor, nil
		}
	}
	if !isTerminal(a.stdin) {
		return "", usagef("there is nothing to change, and nobody at a terminal to edit the VM").
			WithMend("give flags, such as --memory 4GiB; see: novacron vm edit --help")
	}
	return "vi", nil
}

func textOf(vm novacron.VM) vmText {
	return vmText{
		Title: vm.Title, Description: vm.Description, Labels: vm.Labels,
		VCPUs: vm.VCPUs, MemoryBytes: specSize(vm.MemoryBytes), Autostart: vm.Autostart,
	}
}

// MarshalYAML writes the size with its unit.
func (s specSize) MarshalYAML() ([]byte, error) { return []byte(exactSize(uint64(s))), nil }

// writeVMText writes the text into a new folder that only this user can read.
func writeVMText(vm novacron.VM, text vmText) (string, error) {
	dir, err := os.MkdirTemp("", "novacron-edit-")
	if err != nil {
		return "", fmt.Errorf("make a file to edit: %w", err)
	}
	body, err := yaml.Marshal(text)
	if err != nil {
		return "", fmt.Errorf("make a file to edit: %w", err)
	}
	file := filepath.Join(dir, "vm.yaml")
	head := fmt.Sprintf(vmTextHead, oneLine(vm.Name), vm.ID, vm.State)
	if err := os.WriteFile(file, append([]byte(head), body...), 0o600); err != nil {
		return "", fmt.Errorf("make a file to edit: %w", err)
	}
	return file, nil
}

// editFile runs the editor and reads what it left.
func (a *app) editFile(ctx context.Context, editor, file string, before vmText) (novacron.VMUpdate, bool, error) {
	// The shell splits an editor that has arguments, as git and sudoedit do.
	cmd := exec.CommandContext(ctx, "sh", "-c", editor+` "$1"`, "sh", file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = a.stdin, a.stdout, a.stderr
	if err := cmd.Run(); err != nil {
		return novacron.VMUpdate{}, false, usagef("the editor %q ended with: %s", editor, err.Error()).
			WithMend("set EDITOR to an editor that is installed")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return novacron.VMUpdate{}, false, fmt.Errorf("read the edited file: %w", err)
	}
	var after vmText
	if err := decodeYAML("the edited text", text, &after); err != nil {
		return novacron.VMUpdate{}, false, err
	}
	update, changed := diffText(before, after)
	return update, changed, nil
}

// diffText is the change that leads from before to after. What was taken out
// of the text becomes empty; CPUs and memory cannot be.
func diffText(before, after vmText) (u novacron.VMUpdate, changed bool) {
	if after.VCPUs == 0 {
		after.VCPUs = before.VCPUs
	}
	if after.MemoryBytes == 0 {
		after.MemoryBytes = before.MemoryBytes
	}
	memory := uint64(after.MemoryBytes)
	for _, field := range []struct {
		differs bool
		apply   func()
	}{
		{before.Title != after.Title, func() { u.Title = &after.Title }},
		{before.Description != after.Description, func() { u.Description = &after.Description }},
		{!maps.Equal(before.Labels, after.Labels), func() { u.Labels = &after.Labels }},
		{before.VCPUs != after.VCPUs, func() { u.VCPUs = &after.VCPUs }},
		{before.MemoryBytes != after.MemoryBytes, func() { u.MemoryBytes = &memory }},
		{before.Autostart != after.Autostart, func() { u.Autostart = &after.Autostart }},
	} {
		if field.differs {
			changed = true
			field.apply()
		}
	}
	if u.Labels != nil && after.Labels == nil {
		u.Labels = &map[string]string{}
	}
	return u, changed
}
