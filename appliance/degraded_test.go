package appliance_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/appliance"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// An appliance whose bus cannot start serves all the same, says so, and mends
// itself when the cause is gone.
func TestItServesWithoutItsBus(t *testing.T) {
	cfg := testConfig(t)
	jetstream := filepath.Join(cfg.DataDir, "jetstream")
	require.NoError(t, os.WriteFile(jetstream, []byte("in the way"), 0o600))
	open(t, cfg, fake.New(fake.Options{}))
	c := local(t, cfg)
	warned := func() bool {
		node, err := c.Node(t.Context())
		if err != nil {
			return false
		}
		for _, w := range node.Warnings {
			if w.ID == "bus" {
				return w.Mend != ""
			}
		}
		return false
	}
	require.Eventually(t, warned, 10*time.Second, 5*time.Millisecond)
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{Name: "a"})
	require.NoError(t, err)
	_, err = c.WaitOperation(t.Context(), op.ID, nil)
	require.NoError(t, err)
	figures, err := c.NodeMetrics(t.Context())
	require.NoError(t, err)
	require.NotZero(t, figures.EventsUnpublished, "events wait")

	require.NoError(t, os.Remove(jetstream))
	require.Eventually(t, func() bool {
		figures, err := c.NodeMetrics(t.Context())
		return err == nil && figures.EventsUnpublished == 0 && !warned()
	}, 30*time.Second, 20*time.Millisecond, "they are carried once the bus can start")
}

func TestDoctorShowsTheCertificate(t *testing.T) {
	cfg := testConfig(t)
	a := open(t, cfg, fake.New(fake.Options{}))
	uri := "qemu:///system?socket=" + filepath.Join(cfg.DataDir, "nobody")
	certificate := func() novacron.Check {
		checks, err := appliance.Doctor(t.Context(), appliance.Flags{DataDir: &cfg.DataDir, LibvirtURI: &uri})
		require.NoError(t, err)
		for _, c := range checks {
			if c.Name == "certificate" {
				return c
			}
		}
		return novacron.Check{}
	}
	found := certificate()
	require.Equal(t, "ok", found.Status)
	require.Contains(t, found.Detail, a.Fingerprint(), "the same that the appliance tells")
	require.NoError(t, os.WriteFile(filepath.Join(cfg.DataDir, "tls.crt"), []byte("no certificate"), 0o600))
	broken := certificate()
	require.Equal(t, "failed", broken.Status)
	require.NotEmpty(t, broken.Mend)
}

func TestLogLevelsAndFormats(t *testing.T) {
	var out lines
	text := appliance.NewLogger(appliance.LogConfig{Level: "warn", Format: "text"}, &out)
	text.Info().Msg("not told")
	text.Warn().Msg("told")
	require.NotContains(t, out.String(), "not told")
	require.Contains(t, out.String(), "told")
	require.NotContains(t, out.String(), `"message"`)
	var machine lines
	json := appliance.NewLogger(appliance.LogConfig{Level: "nonsense", Format: "auto"}, &machine)
	json.Info().Msg("hello")
	require.Contains(t, machine.String(), `"message":"hello"`)
}
