package guestimage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// kernelPackages are packages that depend on a kernel for VMs, best first:
// Debian's small one, Ubuntu's, Debian's general one.
func kernelPackages() []string {
	return []string{"linux-image-cloud-amd64", "linux-image-virtual", "linux-image-amd64"}
}

// sources are what an image is made of.
type sources struct {
	kernel     string // package=version
	modules    string // package of the modules, where they have one of their own (Ubuntu)
	busybox    string // package=version, or the path of the host's own
	busyboxSum string // of the host's own

	order []string // of the modules that are loaded
}

// findSources asks apt which packages there are.
func findSources(ctx context.Context, options Options) (sources, error) {
	s := sources{order: moduleOrder()}
	var err error
	kernels := kernelPackages()
	if options.Hardware {
		kernels = []string{"linux-image-amd64", "linux-image-generic"}
		s.order = append(s.order, hardwareModules()...)
	}
	if s.kernel, s.modules, err = findKernel(ctx, kernels); err != nil {
		return s, err
	}
	if path, sum := staticBusybox(); path != "" {
		s.busybox, s.busyboxSum = path, sum
		return s, nil
	}
	s.busybox, err = candidate(ctx, "busybox-static")
	return s, err
}

// findKernel resolves the first meta package that apt knows to the kernel
// behind it.
func findKernel(ctx context.Context, packages []string) (kernel, modules string, err error) {
	for _, meta := range packages {
		out, err := output(ctx, "", "apt-cache", "depends", meta)
		if err != nil {
			if ctx.Err() != nil {
				return "", "", err
			}
			continue
		}
		name := regexp.MustCompile(`Depends: (linux-image-[0-9]\S*)`).FindSubmatch(out)
		if name == nil {
			continue
		}
		kernel, err = candidate(ctx, string(name[1]))
		if err != nil {
			return "", "", err
		}
		own := strings.Replace(string(name[1]), "linux-image-", "linux-modules-", 1)
		modules, _ = candidate(ctx, own) // Debian has none
		return kernel, modules, nil
	}
	return "", "", errors.New("apt knows no kernel package (tried " + strings.Join(packages, ", ") + "); run apt-get update")
}

// candidate is the package with the version that apt would install.
func candidate(ctx context.Context, name string) (string, error) {
	out, err := output(ctx, "", "apt-cache", "policy", name)
	if err != nil {
		return "", err
	}
	version := regexp.MustCompile(`(?m)^\s*Candidate: (\S+)$`).FindSubmatch(out)
	if version == nil || string(version[1]) == "(none)" {
		return "", fmt.Errorf("apt does not know the package %s; run apt-get update", name)
	}
	return name + "=" + string(version[1]), nil
}

// staticBusybox is the host's own busybox, when that runs without libraries.
func staticBusybox() (path, sum string) {
	for _, path := range []string{"/bin/busybox", "/usr/bin/busybox"} {
		text, err := os.ReadFile(path)
		if err != nil || !static(text) {
			continue
		}
		h := sha256.Sum256(text)
		return path, hex.EncodeToString(h[:])
	}
	return "", ""
}

// static says whether a program asks for no interpreter.
func static(program []byte) bool {
	f, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		return false
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return false
		}
	}
	return true
}

// unpack downloads a package and unpacks it; where it lies is returned.
func unpack(ctx context.Context, work, pkg string) (string, error) {
	name, _, _ := strings.Cut(pkg, "=")
	downloads := filepath.Join(work, "deb-"+name)
	if err := os.Mkdir(downloads, 0o755); err != nil {
		return "", err
	}
	if _, err := output(ctx, downloads, "apt-get", "download", "-q", pkg); err != nil {
		return "", err
	}
	debs, err := filepath.Glob(filepath.Join(downloads, "*.deb"))
	if err != nil || len(debs) != 1 {
		return "", fmt.Errorf("apt-get download %s made %d packages: %w", pkg, len(debs), err)
	}
	root := filepath.Join(work, "root-"+name)
	_, err = output(ctx, work, "dpkg-deb", "-x", debs[0], root)
	return root, err
}

// output runs a program; its error says what the program said.
func output(ctx context.Context, dir, program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %s", program, strings.Join(args, " "), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}
