package cli_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/cli"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string]uint64{
		"0": 0, "1073741824": 1 << 30, "512MiB": 512 << 20, "2GiB": 2 << 30, "2 gib": 2 << 30, "2G": 2 << 30,
		"1.5GiB": 3 << 29, "1kB": 1000, "1KB": 1000, "1K": 1024, "10GB": 1e10, "3TiB": 3 << 40, "7b": 7,
		"16383PiB": 16383 << 50, " 4M ": 4 << 20,
	} {
		got, err := cli.ParseSize(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, reason := range map[string]string{
		"": "not a size", "GiB": "not a size", "2 Gi": "not a size", "1e9": "not a size", "0x10": "not a size",
		"1.": "not a size", ".5G": "not a size", "1.2.3G": "not a size", "1/2G": "not a size", "+1G": "not a size",
		"-1GiB": "negative", "1.3B": "whole number", "16384PiB": "more than", "99999999999999999999": "more than",
		"1111111111111111111111111111111111111111111111111": "not a size",
	} {
		_, err := cli.ParseSize(text)
		require.ErrorContains(t, err, reason, text)
	}
}

func TestFormatSize(t *testing.T) {
	for want, bytes := range map[string]uint64{
		"0B": 0, "1023B": 1023, "1KiB": 1024, "1.5GiB": 3 << 29, "2TiB": 2 << 40, "16384PiB": math.MaxUint64,
	} {
		require.Equal(t, want, cli.FormatSize(bytes))
	}
}

func FuzzSize(f *testing.F) {
	for _, seed := range []string{"2GiB", "1.5G", "-1", "10kB", "99999999999PiB", "１２GiB", "1e5", "0.0001KiB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		bytes, err := cli.ParseSize(text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again, err := cli.ParseSize(cli.ExactSize(bytes))
		require.NoError(t, err)
		require.Equal(t, bytes, again)
	})
}

func TestParseDays(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "12h": 12 * time.Hour, "1h30m": 90 * time.Minute,
	} {
		got, err := cli.ParseDays(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "d", "-1d", "0s", "1.5d", "99999999999999d", "x"} {
		_, err := cli.ParseDays(text)
		require.ErrorContains(t, err, "is not a duration", text)
	}
}

func TestFormatAge(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for want, age := range map[string]time.Duration{
		"0s": -time.Second, "59s": 59 * time.Second, "5m": 5*time.Minute + 1, "47h": 47 * time.Hour, "2d": 48 * time.Hour,
	} {
		require.Equal(t, want, cli.FormatAge(now, now.Add(-age)))
	}
	require.Empty(t, cli.FormatAge(now, time.Time{}))
}

func TestCleanShowsControlCharacters(t *testing.T) {
	require.Equal(t, "plain\nüber", cli.Clean("plain\nüber"))
	require.Equal(t, `\x1b[2J\a\r`, cli.Clean("\x1b[2J\a\r"))
	require.Equal(t, `\u202e`, cli.Clean("\u202e"))
}
