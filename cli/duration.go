package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// parseDays reads a duration that may be in whole days: 90d, 12h, 1h30m.
func parseDays(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if days, isDays := strings.CutSuffix(s, "d"); isDays {
		var n int64
		n, err = strconv.ParseInt(days, 10, 64)
		if n > math.MaxInt64/int64(day) {
			n = 0
		}
		d = time.Duration(n) * day
	}
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a duration; write 12h, 90d or 1h30m", shorten(s))
	}
	return d, nil
}
