package cli

import (
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// deviceSettings is what each KEY=VALUE of a device flag is taken over by.
type deviceSettings map[string]func(value string) error

// parseSettings reads VALUE,KEY=VALUE,KEY=VALUE and calls what belongs to each
// key. The first may be a value alone: that of the key first.
func parseSettings(flag, text, first string, settings deviceSettings) error {
	for i, part := range strings.Split(text, ",") {
		key, value, hasValue := strings.Cut(part, "=")
		set, known := settings[key]
		if i == 0 && part != "" && !known && !hasValue {
			key, value, set, known = first, part, settings[first], true
		}
		if !known {
			return usagef("%s: %q has no setting %q", flag, text, key).WithMend("choose from %s", settingNames(settings))
		}
		if err := set(value); err != nil {
			return usagef("%s: %s: %s", flag, key, err.Error())
		}
	}
	return nil
}

func settingNames(settings deviceSettings) string {
	names := make([]string, 0, len(settings))
	for name := range settings {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// parseDisk reads a --disk flag: 20GiB,pool=fast, or settings alone.
func parseDisk(text string) (novacron.CreateDisk, error) {
	var disk novacron.CreateDisk
	err := parseSettings("--disk", text, "size", deviceSettings{
		"size":     func(v string) (err error) { disk.SizeBytes, err = parseSizeOf(v, "GiB"); return err },
		"pool":     func(v string) error { return notEmpty(v, &disk.Pool) },
		"format":   func(v string) error { return oneOf(v, &disk.Format, "qcow2", "raw") },
		"image":    func(v string) error { return notEmpty(v, &disk.Image) },
		"mode":     func(v string) error { return oneOf(v, &disk.Mode, novacron.DiskOverlay, novacron.DiskCopy) },
		"source":   func(v string) error { return notEmpty(v, &disk.Source) },
		"kind":     func(v string) error { return oneOf(v, &disk.Kind, "disk", "cdrom") },
		"readonly": func(v string) error { return truth(v, &disk.ReadOnly) },
		"bus":      func(v string) error { return oneOf(v, &disk.Bus, "virtio", "sata", "usb") },
		"cache": func(v string) error {
			return oneOf(v, &disk.Cache, "none", "writethrough", "writeback", "directsync", "unsafe")
		},
		"discard": func(v string) error { return oneOf(v, &disk.Discard, "unmap", "ignore") },
		"serial":  func(v string) error { return notEmpty(v, &disk.Serial) },
	})
	switch {
	case err != nil:
		return disk, err
	case disk.SizeBytes == 0 && disk.Source == "" && disk.Image == "":
		return disk, usagef("--disk: %q has neither a size nor a source", text).
			WithMend("write --disk 20GiB for a new disk, --disk image=debian-13 for one from an image, or --disk source=/path for an existing file")
	case disk.SizeBytes != 0 && disk.Source != "":
		return disk, usagef("--disk: %q has a size and a source", text).WithMend("a new disk has a size, an existing file a source")
	}
	return disk, nil
}

// parseNICs reads the --nic flags. 'none' alone is no interface at all.
func parseNICs(flags []string) ([]novacron.CreateNIC, error) {
	nics := []novacron.CreateNIC{}
	if slices.Equal(flags, []string{"none"}) {
		return nics, nil
	}
	for _, text := range flags {
		nic, err := parseNIC(text)
		if err != nil {
			return nil, err
		}
		nics = append(nics, nic)
	}
	return nics, nil
}

// parseNIC reads a --nic flag: default,model=virtio, or settings alone.
func parseNIC(text string) (novacron.CreateNIC, error) {
	var nic novacron.CreateNIC
	if text == "none" {
		return nic, usagef("--nic: none cannot stand beside other interfaces")
	}
	err := parseSettings("--nic", text, "network", deviceSettings{
		"network": func(v string) error { return notEmpty(v, &nic.Network) },
		"bridge":  func(v string) error { return notEmpty(v, &nic.Bridge) },
		"model":   func(v string) error { return notEmpty(v, &nic.Model) },
		"mac":     func(v string) error { return notEmpty(v, &nic.MAC) },
	})
	if err == nil && nic.Network != "" && nic.Bridge != "" {
		err = usagef("--nic: %q has a network and a bridge", text).WithMend("give one of them")
	}
	return nic, err
}

func notEmpty(value string, field *string) error {
	if value == "" {
		return usagef("it needs a value")
	}
	*field = value
	return nil
}

func oneOf(value string, field *string, choices ...string) error {
	if !slices.Contains(choices, value) {
		return usagef("%q must be %s", value, strings.Join(choices, " or "))
	}
	*field = value
	return nil
}

// truth reads a setting that is true when it is merely named.
func truth(value string, field *bool) error {
	switch value {
	case "", "true", "yes":
		*field = true
	case "false", "no":
		*field = false
	default:
		return usagef("%q must be true or false", value)
	}
	return nil
}
