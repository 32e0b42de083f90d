package appliance

import (
	"github.com/rs/zerolog"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
)

// newProvider returns the provider that the configuration names.
func newProvider(cfg Config, logger zerolog.Logger) hypervisor.Provider {
	return kvm.New(kvm.Options{URI: cfg.LibvirtURI, Accel: cfg.Accel, Logger: logger})
}
