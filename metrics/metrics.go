package metrics

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	vm "github.com/VictoriaMetrics/metrics"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Options are what Metrics is made of. Store and Provider must be set.
type Options struct {
	Store    *store.Store
	Provider hypervisor.Provider
	Version  string
}

// Metrics is the appliance's own figures. Its methods may be called at once.
type Metrics struct {
	opts Options
	set  *vm.Set
}

// family is what /metrics says of one name.
type family struct{ kind, help string }

// families is every name that NovaCron writes. A test compares it with what
// comes out.
func families() map[string]family {
	return map[string]family{
		"novacron_info":                          {"gauge", "Always 1, with the version of NovaCron."},
		"novacron_vms":                           {"gauge", "VMs in the inventory by power state."},
		"novacron_vm_vcpus":                      {"gauge", "Virtual CPUs of active VMs."},
		"novacron_vm_memory_bytes":               {"gauge", "Memory of active VMs."},
		"novacron_hypervisor_connected":          {"gauge", "1 while the hypervisor answers."},
		"novacron_store_file_bytes":              {"gauge", "Size of the store's file."},
		"novacron_events_stored":                 {"gauge", "Events kept in the outbox."},
		"novacron_events_unpublished":            {"gauge", "Events that the bus has not taken yet."},
		"novacron_events_appended_total":         {"counter", "Events that the store has ever told."},
		"novacron_events_published_total":        {"counter", "Events of those that the bus is known to have."},
		"novacron_event_delivery_seconds":        {"histogram", "From the recording of an event to its sending on a WebSocket."},
		"novacron_operations_running":            {"gauge", "Operations that are not final."},
		"novacron_operations_total":              {"counter", "Operations that ended, by kind and final state."},
		"novacron_operation_duration_seconds":    {"histogram", "From the acceptance of an operation to its end, by kind."},
		"novacron_http_requests_total":           {"counter", "Answered requests by route, method and status."},
		"novacron_http_request_duration_seconds": {"histogram", "Time to answer a request, by route."},
	}
}

// requestBuckets reach from an answer out of memory to one that waited.
func requestBuckets() []float64 {
	return []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30}
}

// operationBuckets reach from an edit to a guest that takes its time.
func operationBuckets() []float64 { return []float64{.01, .05, .1, .5, 1, 5, 10, 30, 60, 300, 1800} }

// deliveryBuckets are fine below 50 ms, where an event has to be in the browser.
func deliveryBuckets() []float64 {
	return []float64{.0005, .001, .0025, .005, .01, .02, .03, .05, .1, .25, 1, 10}
}

// New returns Metrics that have counted nothing.
func New(opts Options) *Metrics {
	m := &Metrics{opts: opts, set: vm.NewSet()}
	m.set.NewGauge(fmt.Sprintf("novacron_info{version=%q}", opts.Version), func() float64 { return 1 })
	for _, state := range novacron.VMStates() {
		m.set.NewGauge(fmt.Sprintf("novacron_vms{state=%q}", state), func() float64 {
			byState, _, _ := opts.Store.VMCounts()
			return float64(byState[state])
		})
	}
	gauges := map[string]func() float64{
		"novacron_vm_vcpus":             func() float64 { _, vcpus, _ := opts.Store.VMCounts(); return float64(vcpus) },
		"novacron_vm_memory_bytes":      func() float64 { _, _, memory := opts.Store.VMCounts(); return float64(memory) },
		"novacron_hypervisor_connected": m.connected,
		"novacron_store_file_bytes":     func() float64 { return float64(opts.Store.Stats().FileBytes) },
		"novacron_events_stored":        func() float64 { return float64(opts.Store.Stats().EventsStored) },
		"novacron_events_unpublished":   func() float64 { return float64(opts.Store.Stats().EventsUnpublished) },
		"novacron_events_appended_total": func() float64 {
			return float64(opts.Store.Published() + opts.Store.Stats().EventsUnpublished)
		},
		"novacron_events_published_total": func() float64 { return float64(opts.Store.Published()) },
		"novacron_operations_running":     func() float64 { return float64(opts.Store.Stats().OperationsRunning) },
	}
	for name, read := range gauges {
		m.set.NewGauge(name, read)
	}
	return m
}

func (m *Metrics) connected() float64 {
	if m.opts.Provider.Info().Connected {
		return 1
	}
	return 0
}

// ObserveRequest counts an answered request. route is a pattern, never a path:
// the number of series stays bounded.
func (m *Metrics) ObserveRequest(route, method string, status int, took time.Duration) {
	m.set.GetOrCreateCounter(fmt.Sprintf("novacron_http_requests_total{route=%q,method=%q,status=%q}",
		route, method, strconv.Itoa(status))).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("novacron_http_request_duration_seconds{route=%q}", route), requestBuckets()).
		Update(took.Seconds())
}

// ObserveOperation counts an operation that ended.
func (m *Metrics) ObserveOperation(op novacron.Operation) {
	m.set.GetOrCreateCounter(fmt.Sprintf("novacron_operations_total{kind=%q,state=%q}", op.Kind, op.State)).Inc()
	if op.FinishedAt != nil {
		m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("novacron_operation_duration_seconds{kind=%q}", op.Kind), operationBuckets()).
			Update(op.FinishedAt.Sub(op.CreatedAt).Seconds())
	}
}

// ObserveDelivery counts an event that was sent on a WebSocket, so long after it
// was recorded. Events that a reader catches up with are not to be counted.
func (m *Metrics) ObserveDelivery(took time.Duration) {
	m.set.GetOrCreatePrometheusHistogramExt("novacron_event_delivery_seconds", deliveryBuckets()).Update(took.Seconds())
}

// Write writes everything in Prometheus' text format (version 0.0.4), each name
// with its help and type, and the process's own figures after it.
func (m *Metrics) Write(w io.Writer) {
	var raw bytes.Buffer
	m.set.WritePrometheus(&raw)
	known, told := families(), map[string]bool{}
	for scanner := bufio.NewScanner(&raw); scanner.Scan(); {
		line := scanner.Text()
		name := familyOf(line, known)
		if f, ok := known[name]; ok && !told[name] {
			told[name] = true
			fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, f.help, name, f.kind)
		}
		fmt.Fprintln(w, line)
	}
	vm.WriteProcessMetrics(w)
}

// familyOf returns the name that a sample's line belongs to: a histogram's
// samples have suffixes.
func familyOf(line string, known map[string]family) string {
	name := line
	if end := strings.IndexAny(line, "{ "); end >= 0 {
		name = line[:end]
	}
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && known[base].kind == "histogram" {
			return base
		}
	}
	return name
}
