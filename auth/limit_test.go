package auth_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
)

func TestLimiterIsATokenBucket(t *testing.T) {
	now := newClock().Now()
	l := auth.NewLimiter(3, time.Minute)
	for range 3 {
		require.Zero(t, l.Take("a", now))
	}
	require.Equal(t, time.Minute, l.Take("a", now))
	require.Equal(t, 20*time.Second, l.Take("a", now.Add(40*time.Second)))
	require.Zero(t, l.Take("b", now), "keys do not share")
	require.Zero(t, l.Take("a", now.Add(time.Minute)))
	require.NotZero(t, l.Take("a", now.Add(time.Minute)))
	for range 3 {
		require.Zero(t, l.Take("a", now.Add(time.Hour)), "it refills, and not over its size")
	}
	require.NotZero(t, l.Take("a", now.Add(time.Hour)))
	l.GiveBack("a")
	require.Zero(t, l.Take("a", now.Add(time.Hour)))
	l.GiveBack("never seen")
}

func TestLimiterForgivesAClockThatIsSetBack(t *testing.T) {
	now := newClock().Now()
	l := auth.NewLimiter(3, time.Minute)
	require.Zero(t, l.Take("a", now))
	require.LessOrEqual(t, l.Take("a", now.Add(-24*time.Hour)), time.Minute)
}

func TestLimiterHasBoundedMemory(t *testing.T) {
	now := newClock().Now()
	l := auth.NewLimiter(3, time.Minute)
	for i := range 3 * auth.LimitKeys {
		require.Zero(t, l.Take(fmt.Sprint(i), now))
	}
	require.LessOrEqual(t, l.Keys(), auth.LimitKeys)
	later := now.Add(time.Hour)
	for i := range auth.LimitKeys {
		l.Take(fmt.Sprint("later ", i%50), later)
	}
	for i := range auth.LimitKeys {
		l.Take(fmt.Sprint("new ", i), later)
	}
	require.LessOrEqual(t, l.Keys(), auth.LimitKeys)
}

func TestAddressKey(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.7":                "192.0.2.7",
		"192.0.2.7:4711":           "192.0.2.7",
		"::ffff:192.0.2.7":         "192.0.2.7",
		"2001:db8:1:2:3:4:5:6":     "2001:db8:1:2::/64",
		"[2001:db8:1:2::9]:443":    "2001:db8:1:2::/64",
		"fe80::1%eth0":             "fe80::/64",
		"unix":                     "unix",
		"":                         "",
		"evil\x00\nname\xff of it": "evilname of it",
	} {
		require.Equal(t, want, auth.AddressKey(from), from)
	}
}
