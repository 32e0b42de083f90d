package guestimage

import "context"

// AssembleFromPackages makes an image in out with the busybox of its package,
// as on a host that has none of its own.
func AssembleFromPackages(ctx context.Context, work, out string) error {
	s, err := findSources(ctx, Options{})
	if err != nil {
		return err
	}
	s.busyboxSum = ""
	if s.busybox, err = candidate(ctx, "busybox-static"); err != nil {
		return err
	}
	return s.assemble(ctx, work, out)
}

// Candidate is the package with the version that apt would install.
func Candidate(ctx context.Context, name string) (string, error) { return candidate(ctx, name) }
