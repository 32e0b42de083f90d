package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/novacron/novacron/novacron"
)

// lockDir takes dir for this process until the returned file is closed or the
// process ends, however it ends: the kernel frees a flock, so nothing stale is
// ever left. The file stays; removing it would let two processes lock two
// files of one name.
func lockDir(dir string) (*os.File, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(errLocked(dir, path), f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock data directory: %w", err), f.Close())
	}
	if err := writePID(f); err != nil {
		return nil, errors.Join(fmt.Errorf("lock data directory: %w", err), f.Close())
	}
	return f, nil
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func errLocked(dir, path string) error {
	holder := "another process"
	raw, err := os.ReadFile(path)
	if pid, perr := strconv.Atoi(strings.TrimSpace(string(raw))); err == nil && perr == nil {
		holder = fmt.Sprintf("process %d", pid)
	}
	return novacron.Errorf(novacron.Conflict, "the data directory %s is in use by %s", dir, holder).
		WithMend("stop that process, or use another data directory")
}
