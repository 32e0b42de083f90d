package e2e_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/novacron/novacron/"

// allowed is the table of ARCHITECTURE.md: which rooms a room may import, beside
// internal/. A room's own sub-packages count as itself unless they have a row.
var allowed = map[string][]string{
	"novacron":                  {},
	"ui":                        {},
	"store":                     {"novacron"},
	"store/storetest":           {"novacron", "store"},
	"hypervisor":                {"novacron"},
	"hypervisor/kvm":            {"novacron", "hypervisor"},
	"hypervisor/kvm/kvmtest":    {},
	"hypervisor/fake":           {"novacron", "hypervisor"},
	"hypervisor/hypervisortest": {"novacron", "hypervisor"},
	"cluster/bus":               {"novacron"},
	"cluster":                   {"novacron", "store", "cluster/bus"},
	"auth":                      {"novacron", "store"},
	"fleet":                     {"novacron", "store", "hypervisor"},
	"metrics":                   {"novacron", "store", "hypervisor", "metrics/tsdb"},
	"api":                       {"novacron", "ui", "api/ws", "api/client", "api/graph"},
	"api/ws":                    {"novacron"},
	"api/client":                {"novacron"},
	"cli":                       {"novacron", "api/client"},
	"":                          {"appliance", "cli", "novacron"},
}

// onlyHere are the outside libraries that one room alone may import.
var onlyHere = map[string]string{
	"github.com/digitalocean/go-libvirt":  "hypervisor/kvm",
	"go.etcd.io/bbolt":                    "store",
	"github.com/nats-io/":                 "cluster/bus",
	"github.com/gin-gonic/gin":            "api",
	"github.com/danielgtaylor/huma":       "api",
	"github.com/spf13/cobra":              "cli",
	"github.com/VictoriaMetrics/metrics":  "metrics",
	"github.com/prometheus/procfs":        "metrics",
	"github.com/beevik/etree":             "hypervisor/kvm",
	"golang.org/x/crypto/argon2":          "auth",
	"github.com/coreos/go-systemd":        "appliance",
	"github.com/tidwall/btree":            "store",
	"github.com/goreleaser/nfpm":          "",
	"github.com/golangci/golangci-lint":   "",
	"github.com/prometheus/client_golang": "",
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestRoomsImportWhatTheTableAllows(t *testing.T) {
	for _, p := range listPackages(t) {
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, strings.TrimSuffix(module, "/")), "/")
		if anything(room) {
			continue
		}
		may, known := allowed[room]
		require.True(t, known, "room %q has no row in the table of allowed imports", room)
		for _, imp := range p.Imports {
			checkImport(t, room, imp, may)
		}
	}
}

// anything says whether a package may import every room: who assembles, and
// helpers that are held to import none below.
func anything(room string) bool {
	return room == "appliance" || room == "e2e" || strings.HasPrefix(room, "e2e/") || strings.HasPrefix(room, "internal/") ||
		strings.HasPrefix(room, "packaging")
}

func checkImport(t *testing.T, room, imp string, may []string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(imp, module); ok {
		require.True(t, slices.Contains(may, ours) || strings.HasPrefix(ours, "internal/"), "%s imports %s, which the table does not allow", room, ours)
		return
	}
	for lib, only := range onlyHere {
		if strings.HasPrefix(imp, lib) {
			require.Equal(t, only, room, "only %s may import %s", only, lib)
		}
	}
}

func TestInternalKnowsNothingOfNovaCron(t *testing.T) {
	for _, p := range listPackages(t) {
		if !strings.HasPrefix(p.ImportPath, module+"internal/") {
			continue
		}
		for _, imp := range p.Imports {
			require.False(t, strings.HasPrefix(imp, module) && !strings.HasPrefix(imp, module+"internal/"), "%s imports %s", p.ImportPath, imp)
		}
	}
}

func TestTheVocabularyStandsOnTheStandardLibraryAlone(t *testing.T) {
	for _, p := range listPackages(t) {
		if p.ImportPath != module+"novacron" {
			continue
		}
		for _, imp := range p.Imports {
			require.NotContains(t, strings.Split(imp, "/")[0], ".", "the vocabulary imports %s", imp)
		}
	}
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	require.NoError(t, err)
	var packages []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
}
