package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/novacron/novacron/novacron"
)

// maxSpecBytes bounds a file that describes a VM.
const maxSpecBytes = 1 << 20

// vmSpec is novacron.CreateVM as a person writes it into a file: the same
// fields, with sizes that may have units.
type vmSpec struct {
	Name        string               `json:"name"`
	Title       string               `json:"title"`
	Description string               `json:"description"`
	Labels      map[string]string    `json:"labels"`
	VCPUs       int                  `json:"vcpus"`
	MemoryBytes specSize             `json:"memoryBytes"`
	Firmware    string               `json:"firmware"`
	CPUModel    string               `json:"cpuModel"`
	Autostart   bool                 `json:"autostart"`
	Disks       []diskSpec           `json:"disks"`
	NICs        []novacron.CreateNIC `json:"nics"`
	Boot        *novacron.DirectBoot `json:"boot"`
	CloudInit   *novacron.CloudInit  `json:"cloudInit"`
	Start       bool                 `json:"start"`
}

// diskSpec is novacron.CreateDisk as a person writes it.
type diskSpec struct {
	SizeBytes specSize `json:"sizeBytes"`
	Pool      string   `json:"pool"`
	Format    string   `json:"format"`
	Source    string   `json:"source"`
	Kind      string   `json:"kind"`
	ReadOnly  bool     `json:"readOnly"`
}

// specSize is a number of bytes, or a size with a unit.
type specSize uint64

// UnmarshalYAML reads the size; its error knows the line.
func (s *specSize) UnmarshalYAML(node ast.Node) error {
	n, err := parseSize(node.GetToken().Value)
	if err != nil {
		return &yaml.SyntaxError{Message: err.Error(), Token: node.GetToken()}
	}
	*s = specSize(n)
	return nil
}

func (s vmSpec) request() novacron.CreateVM {
	req := novacron.CreateVM{
		Name: s.Name, Title: s.Title, Description: s.Description, Labels: s.Labels,
		VCPUs: s.VCPUs, MemoryBytes: uint64(s.MemoryBytes), Firmware: s.Firmware, CPUModel: s.CPUModel,
		Autostart: s.Autostart, NICs: s.NICs, Boot: s.Boot, CloudInit: s.CloudInit, Start: s.Start,
	}
	for _, d := range s.Disks {
		req.Disks = append(req.Disks, novacron.CreateDisk{
			SizeBytes: uint64(d.SizeBytes), Pool: d.Pool, Format: d.Format, Source: d.Source, Kind: d.Kind, ReadOnly: d.ReadOnly,
		})
	}
	return req
}

// decodeVMSpec reads a VM from YAML or JSON. name is what the person calls the
// text, for errors.
func decodeVMSpec(name string, text []byte) (novacron.CreateVM, error) {
	var spec vmSpec
	if err := decodeYAML(name, text, &spec); err != nil {
		return novacron.CreateVM{}, err
	}
	return spec.request(), nil
}

// decodeYAML reads one document strictly: unknown fields, doubled keys and a
// second document are errors, told with the line.
func decodeYAML(name string, text []byte, out any) error {
	decoder := yaml.NewDecoder(strings.NewReader(string(text)), yaml.Strict())
	err := decoder.Decode(out)
	if errors.Is(err, io.EOF) {
		return usagef("%s is empty", name)
	}
	if err != nil {
		return yamlError(name, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return usagef("%s holds more than one document", name).WithMend("give each VM a file of its own")
	}
	return nil
}

// yamlError says where in the file something is wrong, in the words of its
// reader and not of the decoder.
func yamlError(name string, err error) error {
	var located yaml.Error
	if !errors.As(err, &located) {
		return usagef("%s: %s", name, err.Error())
	}
	message := located.GetMessage()
	var mistyped *yaml.TypeError
	if errors.As(err, &mistyped) {
		message = fmt.Sprintf("%q should be %s", mistyped.Token.Value, kindName(mistyped.DstType.String()))
	}
	var misplaced *yaml.UnexpectedNodeTypeError
	if errors.As(err, &misplaced) {
		message = fmt.Sprintf("there should be %s here", nodeName(misplaced.Expected))
	}
	where := located.GetToken().Position
	return usagef("%s: line %d, column %d: %s", name, where.Line, where.Column, message)
}

// kindName is what a person calls a Go type in a file.
func kindName(goType string) string {
	switch {
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "a text"
	case strings.Contains(goType, "int"):
		return "a whole number"
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	default:
		return "fields with their values"
	}
}

// nodeName is what a person calls a kind of YAML node.
func nodeName(kind ast.NodeType) string {
	switch kind {
	case ast.SequenceType:
		return "a list"
	case ast.MappingType, ast.MappingValueType:
		return "fields with their values"
	}
	return "a " + strings.ToLower(kind.String())
}

// readFile returns what the file of --file or, for -, standard input holds.
func (a *app) readFile(name string) ([]byte, error) { return a.readFlagFile("--file", name) }

// readFlagFile is readFile for any flag.
func (a *app) readFlagFile(flag, name string) ([]byte, error) {
	in := a.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usagef("%s: %s", flag, err.Error())
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxSpecBytes+1))
	switch {
	case err != nil:
		return nil, usagef("%s: %s", flag, err.Error())
	case len(text) > maxSpecBytes:
		return nil, novacron.Errorf(novacron.TooLarge, "%s: %s is larger than %s", flag, name, formatSize(maxSpecBytes))
	}
	return text, nil
}
