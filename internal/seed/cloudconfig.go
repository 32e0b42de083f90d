package seed

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// isCloudConfig says whether a text's first line is the one that cloud-init
// knows a cloud-config by.
func isCloudConfig(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, " \t\r") == cloudConfigLine
}

// parseCloudConfig reads a cloud-config, without following its aliases: one
// that unfolds to gigabytes stays what it is. An error names the line.
func parseCloudConfig(text string) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var doc yaml.Node
	err := decoder.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.MappingNode}, nil // nothing but comments
	}
	if err != nil {
		return nil, fmt.Errorf("is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("must hold keys with their values; line %d does not", root.Line)
	}
	if err := checkKeysOnce(root); err != nil {
		return nil, err
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("must hold one YAML document")
	}
	return root, nil
}

func checkKeysOnce(mapping *yaml.Node) error {
	seen := map[string]int{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key := mapping.Content[i]
		if line, ok := seen[key.Value]; ok {
			return fmt.Errorf("has the key %q in line %d and again in line %d", key.Value, line, key.Line)
		}
		seen[key.Value] = key.Line
	}
	return nil
}

// joinedKeys are the lists of which both what the fields make and what a
// person wrote hold: ours first. Of every other key theirs holds.
func joinedKeys() []string { return []string{"users", "packages", "ssh_authorized_keys"} }

// join puts the keys that the fields made into a person's own cloud-config,
// whose order and anchors stay. Their text is written anew: what YAML's encoder
// cannot write back is an error, and refused by Check.
func join(made []byte, text string) ([]byte, error) {
	theirs, err := parseCloudConfig(text)
	if err != nil {
		return nil, err
	}
	ours, err := parseCloudConfig(string(made))
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(ours.Content); i += 2 {
		key, value := ours.Content[i], ours.Content[i+1]
		their := valueOf(theirs, key.Value)
		switch {
		case their == nil:
			theirs.Content = append(theirs.Content, key, value)
		case slices.Contains(joinedKeys(), key.Value) && their.Kind == yaml.SequenceNode:
			their.Content = append(slices.Clone(value.Content), their.Content...)
		}
	}
	theirs.Style = 0
	out := marshal(theirs)
	if !isCloudConfig(string(out)) {
		out = append([]byte(cloudConfigLine+"\n"), out...)
	}
	if _, err := parseCloudConfig(string(out)); err != nil {
		return nil, errors.New("cannot be joined with the other fields; give everything in it, or write it without anchors")
	}
	return out, nil
}

// valueOf is the value of a mapping's key; nil when it has none.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
