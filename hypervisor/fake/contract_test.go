package fake_test

import (
	"testing"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/hypervisor/hypervisortest"
)

func TestContract(t *testing.T) {
	opts := fake.Options{BootDelay: 20 * time.Millisecond, ShutdownDelay: 10 * time.Millisecond, SaveDelay: time.Millisecond}
	hypervisortest.Run(t, func(t *testing.T) hypervisor.Provider { return open(t, opts) }, hypervisortest.Traits{
		Networks: true,
		Devices:  true,
		Volumes:  true, Snapshots: true, Console: true, Displays: true, Agent: true, Save: true, Reset: true, Reboot: true, Shutdown: true, StateEvents: true,
		Storage: true,
	})
}
