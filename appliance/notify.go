package appliance

import (
	"context"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// notify tells systemd how the service stands (sd_notify(3)). Without systemd
// it does nothing. What it cannot tell is not worth failing for.
func notify(state string) {
	_, _ = daemon.SdNotify(false, state)
}

// monitorWatchdog tells systemd that the appliance is alive, twice in each of
// its watchdog intervals, for as long as alive says so.
func monitorWatchdog(ctx context.Context, alive func(context.Context) error) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval <= 0 {
		return
	}
	tick := time.NewTicker(interval / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			check, cancel := context.WithTimeout(ctx, interval/2)
			if alive(check) == nil {
				notify(daemon.SdNotifyWatchdog)
			}
			cancel()
		}
	}
}
