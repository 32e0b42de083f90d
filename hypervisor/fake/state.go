package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// stateVersion is the version of the state file's form.
const stateVersion = 1

// fileState is the state file.
type fileState struct {
	Version int              `json:"version"`
	Pools   map[string]*pool `json:"pools"`
	VMs     []*machine       `json:"vms"`
	// Networks are absent from files of earlier versions.
	Networks map[string]*novacron.Network `json:"networks,omitempty"`
}

// DecodeState reads a state file and says what is wrong with it. It returns the
// number of VMs in it.
func DecodeState(r io.Reader) (vms int, err error) {
	state, err := decodeState(r)
	if err != nil {
		return 0, err
	}
	return len(state.VMs), nil
}

func decodeState(r io.Reader) (fileState, error) {
	var state fileState
	if err := json.NewDecoder(r).Decode(&state); err != nil {
		return fileState{}, novacron.Errorf(novacron.Internal, "decode state: %w", err)
	}
	if state.Version != stateVersion {
		return fileState{}, novacron.Errorf(novacron.Unsupported, "the state has version %d, not %d", state.Version, stateVersion)
	}
	names, ids := map[string]bool{}, map[novacron.VMID]bool{}
	for _, m := range state.VMs {
		if m == nil || m.VM.ID == "" || m.VM.Name == "" || ids[m.VM.ID] || names[m.VM.Name] {
			return fileState{}, novacron.Errorf(novacron.Internal, "the state has a vm without id or name, or one twice")
		}
		ids[m.VM.ID], names[m.VM.Name] = true, true
	}
	for name, n := range state.Networks {
		if n == nil || n.Name != name || n.ID == "" {
			return fileState{}, novacron.Errorf(novacron.Internal, "the state has network %q without content", name)
		}
	}
	for name, pool := range state.Pools {
		if pool == nil {
			return fileState{}, novacron.Errorf(novacron.Internal, "the state has pool %q without content", name)
		}
	}
	return state, nil
}

// loadLocked reads the state file, once: VMs that are in memory are newer.
func (p *Provider) loadLocked() error {
	if p.opts.StateFile == "" || len(p.vms) > 0 {
		return nil
	}
	f, err := os.Open(p.opts.StateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return novacron.Errorf(novacron.Internal, "open state file: %w", err)
	}
	defer f.Close()
	state, err := decodeState(f)
	if err != nil {
		return novacron.Errorf(novacron.CodeOf(err), "read %s: %w", p.opts.StateFile, err)
	}
	for _, m := range state.VMs {
		p.vms[m.VM.ID], p.names[m.VM.Name] = m, m.VM.ID
	}
	for name, pool := range state.Pools {
		p.loadPoolLocked(name, pool)
	}
	if state.Networks != nil {
		p.networks = state.Networks
	}
	return nil
}

func (p *Provider) loadPoolLocked(name string, from *pool) {
	if size, configured := p.opts.Pools[name]; configured {
		from.SizeBytes = size
	}
	if from.Volumes == nil {
		from.Volumes = map[string]*volume{}
	}
	for key, v := range from.Volumes {
		if v == nil {
			delete(from.Volumes, key)
			continue
		}
		v.content = newContent()
		from.usedBytes += v.SizeBytes
	}
	from.fill(name)
	p.pools[name] = from
}

// keepLocked writes the state file after m changed (nil for pools alone). Only
// m is encoded anew. A file that cannot be written is a warning, not an error:
// the change has happened.
func (p *Provider) keepLocked(m *machine) {
	if m != nil {
		m.encoded = nil
	}
	if p.opts.StateFile == "" {
		return
	}
	was := p.stateFault
	p.stateFault = ""
	err := p.writeLocked()
	if err == nil {
		return
	}
	if p.stateFault = err.Error(); was == "" {
		p.opts.Logger.Warn().Err(err).Str("file", p.opts.StateFile).Msg("simulated VMs are not kept")
	}
}

func (p *Provider) writeLocked() error {
	text, err := p.encodeLocked()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(p.opts.StateFile), "."+filepath.Base(p.opts.StateFile)+"-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when it was renamed
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), p.opts.StateFile)
}

func (p *Provider) encodeLocked() ([]byte, error) {
	pools, err := json.Marshal(p.pools)
	if err != nil {
		return nil, err
	}
	networks, err := json.Marshal(p.networks)
	if err != nil {
		return nil, err
	}
	machines := make([]*machine, 0, len(p.vms))
	for _, m := range p.vms {
		machines = append(machines, m)
	}
	slices.SortFunc(machines, func(a, b *machine) int { return strings.Compare(a.VM.Name, b.VM.Name) })
	var b bytes.Buffer
	b.WriteString(`{"version":1,"pools":`)
	b.Write(pools)
	b.WriteString(`,"networks":`)
	b.Write(networks)
	b.WriteString(`,"vms":[`)
	for i, m := range machines {
		if m.encoded == nil {
			if m.encoded, err = json.Marshal(m); err != nil {
				return nil, err
			}
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(m.encoded)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}
