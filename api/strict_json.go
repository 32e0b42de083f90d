package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/novacron/novacron/novacron"
)

// maxDepth bounds how deep JSON may be nested. Ours is four deep.
const maxDepth = 32

// checkJSON refuses text that encoding/json would take although it does not
// mean one thing: a name given twice, a name in another case than the
// schema's, a number with a fraction or exponent where a whole one belongs,
// bytes that are no UTF-8, and anything after the value.
func checkJSON(registry huma.Registry, schema *huma.Schema, body []byte) error {
	if !utf8.Valid(body) {
		return novacron.InvalidField("body", "is not UTF-8")
	}
	d := &strictDecoder{json: json.NewDecoder(bytes.NewReader(body)), registry: registry}
	d.json.UseNumber()
	err := d.value("", schema, 0)
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return novacron.InvalidField("body", "%s", jsonFault(err, d.json.InputOffset()))
	}
	if len(d.fields) > 0 {
		return novacron.InvalidFields(d.fields)
	}
	return nil
}

func jsonFault(err error, offset int64) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends too early"
	}
	return fmt.Sprintf("is not JSON: %v (near byte %d)", err, offset)
}

// strictDecoder walks over JSON beside its schema.
type strictDecoder struct {
	json     *json.Decoder
	registry huma.Registry
	fields   []novacron.Field
}

func (d *strictDecoder) end() error {
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after its end")
	}
	return nil
}

// value reads one value. schema is nil where nothing is known of it.
func (d *strictDecoder) value(path string, schema *huma.Schema, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	schema = d.resolve(schema)
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return d.object(path, schema, depth)
		}
		return d.array(path, schema, depth)
	case json.Number:
		d.checkNumber(path, schema, t)
	}
	return nil
}

func (d *strictDecoder) resolve(schema *huma.Schema) *huma.Schema {
	for schema != nil && schema.Ref != "" {
		schema = d.registry.SchemaFromRef(schema.Ref)
	}
	return schema
}

func (d *strictDecoder) array(path string, schema *huma.Schema, depth int) error {
	var items *huma.Schema
	if schema != nil {
		items = schema.Items
	}
	for i := 0; d.json.More(); i++ {
		if err := d.value(fmt.Sprintf("%s[%d]", path, i), items, depth+1); err != nil {
			return err
		}
	}
	_, err := d.json.Token()
	return err
}

func (d *strictDecoder) object(path string, schema *huma.Schema, depth int) error {
	seen := map[string]bool{}
	for d.json.More() {
		token, err := d.json.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		child := joinPath(path, name)
		if seen[name] {
			d.refuse(child, "is given twice")
		}
		seen[name] = true
		d.checkCase(child, name, schema)
		if err := d.value(child, propertyOf(schema, name), depth+1); err != nil {
			return err
		}
	}
	_, err := d.json.Token()
	return err
}

// checkCase refuses a name that differs from one of the schema's by case only;
// encoding/json would take it. Other unknown names are found by huma.
func (d *strictDecoder) checkCase(path, name string, schema *huma.Schema) {
	if schema == nil || schema.Properties[name] != nil {
		return
	}
	for _, known := range slices.Sorted(maps.Keys(schema.Properties)) {
		if strings.EqualFold(known, name) {
			d.refuse(path, "is not a field of this request; %s is", known)
			return
		}
	}
}

func propertyOf(schema *huma.Schema, name string) *huma.Schema {
	if schema == nil {
		return nil
	}
	if p := schema.Properties[name]; p != nil {
		return p
	}
	additional, _ := schema.AdditionalProperties.(*huma.Schema)
	return additional
}

// checkNumber refuses a number that does not fit into the field. Those with
// only a wrong sign are left to huma, which knows the field's minimum.
func (d *strictDecoder) checkNumber(path string, schema *huma.Schema, n json.Number) {
	if schema == nil || schema.Type != huma.TypeInteger {
		return
	}
	if _, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
		return
	}
	unsigned := schema.Minimum != nil && *schema.Minimum >= 0
	if _, err := strconv.ParseUint(n.String(), 10, 64); err == nil && unsigned && schema.Maximum == nil {
		return
	}
	d.refuse(path, "must be a whole number in digits that fits into 64 bits")
}

func (d *strictDecoder) refuse(path, format string, args ...any) {
	d.fields = append(d.fields, novacron.Field{Name: path, Detail: fmt.Sprintf(format, args...)})
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
