package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// inFlags tells an error's fields by the flags that the person wrote, where
// flagOf knows one. Programs that read JSON get the API's own names.
func (a *app) inFlags(err error, flagOf func(field string) string) error {
	e, ok := novacron.AsError(err)
	if !ok || len(e.Fields) == 0 || a.global.output == formatJSON {
		return err
	}
	told := *e
	told.Fields = make([]novacron.Field, len(e.Fields))
	for i, f := range e.Fields {
		if flag := flagOf(f.Name); flag != "" {
			f = novacron.Field{Name: flag, Detail: inUnits(f)}
		}
		told.Fields[i] = f
	}
	return &told
}

// plainFlagOf returns the flag of a field that has one of its own, or nothing.
func plainFlagOf(field string) string {
	if key, isLabel := strings.CutPrefix(field, "labels"); isLabel {
		return strings.TrimSpace("--label " + strings.TrimPrefix(key, "."))
	}
	return map[string]string{
		"name": "NAME", "title": "--title", "description": "--description", "vcpus": "--vcpus", "memoryBytes": "--memory",
		"firmware": "--firmware", "cpuModel": "--cpu-model", "autostart": "--autostart", "start": "--start",
		"boot.kernel": "--kernel", "boot.initrd": "--initrd", "boot.cmdline": "--cmdline", "boot": "--kernel",
		"disks": "--disk", "nics": "--nic",
	}[field]
}

// connectionFlagOf is plainFlagOf for what says how to reach the appliance.
func connectionFlagOf(field string) string {
	return map[string]string{"server": "--server", "token": "--token", "caFile": "--ca-file", "fingerprint": "--fingerprint"}[field]
}

// flagOf returns how each field of the request was written: by which flag, or
// by its own name in the file.
func (f *vmCreateFlags) flagOf(cmd *cobra.Command) func(field string) string {
	return func(field string) string {
		flag := plainFlagOf(field)
		switch {
		case strings.HasPrefix(field, "disks["):
			flag = f.diskFlag(field)
		case strings.HasPrefix(field, "nics["):
			flag = deviceFlag("--nic", f.nics, field)
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(flag, "--"), " ")
		if f.file != "" && !cmd.Flags().Changed(name) {
			return "" // it came from the file
		}
		return flag
	}
}

// diskFlag returns how a field of a disk was written: the first is that of
// --image, if there is one.
func (f *vmCreateFlags) diskFlag(field string) string {
	if f.image == "" {
		return deviceFlag("--disk", f.disks, field)
	}
	switch field {
	case "disks[0].mode":
		return "--disk-mode"
	case "disks[0].sizeBytes":
		return "--disk-size"
	}
	if strings.HasPrefix(field, "disks[0]") {
		return "--image"
	}
	return deviceFlag("--disk", append([]string{"image=" + f.image}, f.disks...), field)
}

// deviceFlag returns the one of the repeated flags that a field such as
// disks[1].sizeBytes is of, and its setting: '--disk 1KiB: size'.
func deviceFlag(flag string, values []string, field string) string {
	index, setting, _ := strings.Cut(field[strings.IndexByte(field, '[')+1:], "]")
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(values) {
		return flag
	}
	setting = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(setting, "."), "Bytes"))
	if setting == "" {
		return flag + " " + values[i]
	}
	return fmt.Sprintf("%s %s: %s", flag, values[i], setting)
}

// inUnits returns a field's detail with its bytes as a person writes them.
func inUnits(f novacron.Field) string {
	if !strings.HasSuffix(f.Name, "Bytes") {
		return f.Detail
	}
	number := regexp.MustCompile(`([0-9]{5,})( \([0-9.]+ [KMGTP]?i?B\))?`)
	return number.ReplaceAllStringFunc(f.Detail, func(s string) string {
		n, err := strconv.ParseUint(number.FindStringSubmatch(s)[1], 10, 64)
		if err != nil {
			return s
		}
		return exactSize(n)
	})
}
