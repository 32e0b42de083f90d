package store_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

const benchVolumes = 10_000

func benchVolume(i int) novacron.Volume {
	return volume(fmt.Sprintf("0b2f3c9e-1f3a-4d44-8f0e-6a4f5b8b1c%02d", i%8), fmt.Sprintf("web-%05d-vda.qcow2", i*7919%benchVolumes))
}

func benchTable(tb testing.TB, dir string) {
	tb.Helper()
	s := storetest.Open(tb, dir)
	all := make([]novacron.Volume, benchVolumes)
	for i := range all {
		all[i] = benchVolume(i)
	}
	putVolumes(tb, s, all...)
	require.NoError(tb, s.Close())
}

func BenchmarkOpenWithVolumes10k(b *testing.B) {
	dir := b.TempDir()
	benchTable(b, dir)
	for b.Loop() {
		s := store.New(store.Options{Dir: dir})
		require.NoError(b, s.Open(b.Context()))
		b.StopTimer()
		require.NoError(b, s.Close())
		b.StartTimer()
	}
}

func BenchmarkVolumes10k(b *testing.B) {
	dir := b.TempDir()
	benchTable(b, dir)
	s := storetest.Open(b, dir)
	b.Run("page of 100 of one pool", func(b *testing.B) {
		pool := benchVolume(3).Pool
		for b.Loop() {
			_, err := s.Volumes().Page(novacron.PageRequest{}, func(v novacron.Volume) bool { return v.Pool == pool })
			require.NoError(b, err)
		}
	})
	b.Run("change", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			putVolumes(b, s, benchVolume(i%benchVolumes))
		}
	})
}
