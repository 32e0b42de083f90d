// Package metrics holds NovaCron's own figures and the host's.
//
// Metrics counts what the appliance does and writes it, with what the store and
// the provider hold, in Prometheus' text format: names in base units under
// novacron_, each with help. Host reads the kernel's figures for the node's
// summary. It stores nothing, and reading it asks neither libvirt nor the file:
// everything comes from memory and from procfs.
package metrics
