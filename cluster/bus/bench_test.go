package bus_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkPublish publishes with a sync of the disk for every event.
func BenchmarkPublish(b *testing.B) {
	bus := open(b, options(b.TempDir()))
	seq := uint64(0)
	for b.Loop() {
		seq++
		require.NoError(b, bus.Publish(b.Context(), event(seq)))
	}
	b.ReportMetric(float64(seq)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkIdle tells what the engine costs while nothing happens:
// go test -run - -bench Idle -benchtime 1x
func BenchmarkIdle(b *testing.B) {
	before := residentKiB(b)
	bus := open(b, options(b.TempDir()))
	publish(b, bus, 1, 1000)
	for b.Loop() {
		used := cpu(b)
		const span = 20 * time.Second
		timer := time.NewTimer(span)
		<-timer.C
		b.ReportMetric(100*float64(cpu(b)-used)/float64(span), "%core")
		b.ReportMetric(float64(residentKiB(b)-before)/1024, "MiB-more")
		b.ReportMetric(float64(residentKiB(b))/1024, "MiB-resident")
	}
}

func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func residentKiB(tb testing.TB) int {
	tb.Helper()
	text, err := os.ReadFile("/proc/self/status")
	require.NoError(tb, err)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			require.NoError(tb, err)
			return kib
		}
	}
	require.Fail(tb, fmt.Sprint("no VmRSS in ", text))
	return 0
}
