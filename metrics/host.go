package metrics

import (
	"runtime"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"github.com/novacron/novacron/novacron"
)

// Host fills in what the kernel tells of the host, of this process, and of the
// file system that dir lies on. What cannot be read stays zero.
func Host(m *novacron.NodeMetrics, dir string) {
	m.HostCPUs = runtime.NumCPU()
	var st unix.Statfs_t
	if unix.Statfs(dir, &st) == nil {
		m.DataFreeBytes = st.Bavail * uint64(st.Bsize)
	}
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return
	}
	if load, err := fs.LoadAvg(); err == nil {
		m.HostLoad1 = load.Load1
	}
	if mem, err := fs.Meminfo(); err == nil {
		m.HostMemoryBytes = kib(mem.MemTotal)
		m.HostMemoryAvailableBytes = kib(mem.MemAvailable)
	}
	if self, err := fs.Self(); err == nil {
		if stat, err := self.Stat(); err == nil {
			m.ResidentBytes = uint64(max(0, stat.ResidentMemory()))
		}
	}
}

// kib turns a figure of /proc/meminfo, which may be missing, into bytes.
func kib(v *uint64) uint64 {
	if v == nil {
		return 0
	}
	return *v << 10
}
