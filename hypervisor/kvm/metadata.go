package kvm

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"
	"time"
)

// namespace of NovaCron's element in a domain's metadata, and the prefix that
// people see there.
const (
	namespace       = "https://novacron.dev/xmlns/domain/1"
	namespacePrefix = "novacron"
)

// metadataOut is metadataXML as it is handed to libvirt's metadata call: the
// call puts the whole element into the namespace.
type metadataOut struct {
	XMLName    xml.Name   `xml:"vm"`
	Managed    string     `xml:"managed,attr,omitempty"`
	CreatedAt  string     `xml:"createdAt,attr,omitempty"`
	Definition string     `xml:"definition,attr,omitempty"`
	Template   string     `xml:"template,attr,omitempty"`
	Labels     []labelXML `xml:"label"`
}

// qualifiedMetadata is the same with prefixes, for a whole domain document.
type qualifiedMetadata struct {
	XMLName    xml.Name        `xml:"novacron:vm"`
	Namespace  string          `xml:"xmlns:novacron,attr"`
	Managed    string          `xml:"managed,attr,omitempty"`
	CreatedAt  string          `xml:"createdAt,attr,omitempty"`
	Definition string          `xml:"definition,attr,omitempty"`
	Labels     []qualifiedName `xml:"novacron:label"`
}

type qualifiedName struct {
	Key   string `xml:"key,attr"`
	Value string `xml:"value,attr"`
}

// metadata is what a domain document carries for a VM.
func metadata(labels map[string]string, createdAt time.Time, definition string) qualifiedMetadata {
	m := qualifiedMetadata{Namespace: namespace, Managed: "yes", Definition: definition}
	if !createdAt.IsZero() {
		m.CreatedAt = createdAt.UTC().Format(time.RFC3339Nano)
	}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		m.Labels = append(m.Labels, qualifiedName{key, labels[key]})
	}
	return m
}

// withLabels is the metadata call's element for other labels; the rest stays.
func (m *metadataXML) withLabels(labels map[string]string) (string, error) {
	out := metadataOut{Managed: m.Managed, CreatedAt: m.CreatedAt, Definition: m.Definition, Template: m.Template}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		out.Labels = append(out.Labels, labelXML{key, labels[key]})
	}
	var b strings.Builder
	err := xml.NewEncoder(&b).Encode(out)
	return b.String(), err
}

// mine is the first metadata element of a domain, or an empty one.
func (d *domainXML) mine() metadataXML {
	if len(d.Metadata.Inner) == 0 {
		return metadataXML{}
	}
	return d.Metadata.Inner[0]
}
