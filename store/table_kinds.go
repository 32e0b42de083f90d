package store

import "github.com/novacron/novacron/novacron"

// tables are the records of every kind, in memory. A new kind is a spec here, a
// line in all, the two methods that show it, and a migration that makes its bucket.
type tables struct {
	pools     *tableIndex[novacron.Pool]
	volumes   *tableIndex[novacron.Volume]
	images    *tableIndex[novacron.Image]
	networks  *tableIndex[novacron.Network]
	snapshots *tableIndex[novacron.Snapshot]
}

func newTables() tables {
	return tables{
		pools: newTableIndex(tableSpec[novacron.Pool]{
			bucket: "pools", noun: "pool",
			id:   func(p *novacron.Pool) string { return string(p.ID) },
			key:  func(p *novacron.Pool) string { return p.Name },
			meta: func(p *novacron.Pool) *novacron.Meta { return &p.Meta },
		}),
		volumes: newTableIndex(tableSpec[novacron.Volume]{
			bucket: "volumes", noun: "volume",
			id:   func(v *novacron.Volume) string { return string(v.ID) },
			key:  func(v *novacron.Volume) string { return keyWithin(string(v.Pool), v.Name) },
			meta: func(v *novacron.Volume) *novacron.Meta { return &v.Meta },
		}),
		images: newTableIndex(tableSpec[novacron.Image]{
			bucket: "images", noun: "image",
			id:   func(i *novacron.Image) string { return string(i.ID) },
			key:  func(i *novacron.Image) string { return i.Name },
			meta: func(i *novacron.Image) *novacron.Meta { return &i.Meta },
		}),
		networks: newTableIndex(tableSpec[novacron.Network]{
			bucket: "networks", noun: "network",
			id:   func(n *novacron.Network) string { return string(n.ID) },
			key:  func(n *novacron.Network) string { return n.Name },
			meta: func(n *novacron.Network) *novacron.Meta { return &n.Meta },
		}),
		snapshots: newTableIndex(tableSpec[novacron.Snapshot]{
			bucket: "snapshots", noun: "snapshot",
			id:   func(s *novacron.Snapshot) string { return string(s.ID) },
			key:  func(s *novacron.Snapshot) string { return keyWithin(string(s.VM), s.Name) },
			meta: func(s *novacron.Snapshot) *novacron.Meta { return &s.Meta },
		}),
	}
}

func (t *tables) all() []tableKind {
	return []tableKind{t.pools, t.volumes, t.images, t.networks, t.snapshots}
}

// keyWithin is the key of what has a unique name only within something else;
// empty, which no key may be, when it lacks either.
func keyWithin(owner, name string) string {
	if owner == "" || name == "" {
		return ""
	}
	return owner + "/" + name
}

// Pools are the storage pools, by name.
func (s *Store) Pools() Table[novacron.Pool] { return Table[novacron.Pool]{s, s.tables.pools} }

// Volumes are the volumes, by their pool's id, a slash and their name.
func (s *Store) Volumes() Table[novacron.Volume] { return Table[novacron.Volume]{s, s.tables.volumes} }

// Images are the images, by name.
func (s *Store) Images() Table[novacron.Image] { return Table[novacron.Image]{s, s.tables.images} }

// Networks are the networks, by name.
func (s *Store) Networks() Table[novacron.Network] {
	return Table[novacron.Network]{s, s.tables.networks}
}

// Snapshots are the snapshots, by their VM's id, a slash and their name.
func (s *Store) Snapshots() Table[novacron.Snapshot] {
	return Table[novacron.Snapshot]{s, s.tables.snapshots}
}

// Pools are the storage pools as the transaction sees them.
func (tx *Tx) Pools() TableTx[novacron.Pool] { return TableTx[novacron.Pool]{tx, tx.s.tables.pools} }

// Volumes are the volumes as the transaction sees them.
func (tx *Tx) Volumes() TableTx[novacron.Volume] {
	return TableTx[novacron.Volume]{tx, tx.s.tables.volumes}
}

// Images are the images as the transaction sees them.
func (tx *Tx) Images() TableTx[novacron.Image] {
	return TableTx[novacron.Image]{tx, tx.s.tables.images}
}

// Networks are the networks as the transaction sees them.
func (tx *Tx) Networks() TableTx[novacron.Network] {
	return TableTx[novacron.Network]{tx, tx.s.tables.networks}
}

// Snapshots are the snapshots as the transaction sees them.
func (tx *Tx) Snapshots() TableTx[novacron.Snapshot] {
	return TableTx[novacron.Snapshot]{tx, tx.s.tables.snapshots}
}
