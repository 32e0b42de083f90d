package diskimage

// ledger counts, for each cluster of a qcow2 file, how often it is used and whether it is a table: what qemu-img check does,
// in two bytes for each cluster, and at most maxLedger bytes.
type ledger struct {
	clusterSize uint64
	clusters    uint64
	chunks      map[uint64]*ledgerChunk
	// full is true when a use could not be counted.
	full bool
}

const (
	ledgerChunkLength = 4096
	// maxLedger is the memory for counts: 16 million clusters, a file of 1 TiB with clusters of 64 KiB.
	maxLedger = 32 << 20
	maxChunks = maxLedger / 2 / ledgerChunkLength
)

type ledgerChunk [ledgerChunkLength]uint16

// A cluster's word: what kind of table it is, and how often it is used, up to ledgerMost.
const (
	// ledgerTable is a table that only one place may lead to.
	ledgerTable = 1 << 15
	// ledgerL2 is an L2 table, which snapshots share.
	ledgerL2   = 1 << 14
	ledgerKind = ledgerTable | ledgerL2
	ledgerMost = ledgerL2 - 1
)

func newLedger(clusterSize, size uint64) *ledger {
	return &ledger{clusterSize: clusterSize, clusters: (size + clusterSize - 1) / clusterSize, chunks: map[uint64]*ledgerChunk{}}
}

// word is the place of a cluster's count, or nil when there is no room for it.
func (l *ledger) word(cluster uint64) *uint16 {
	chunk := l.chunks[cluster/ledgerChunkLength]
	if chunk == nil {
		if len(l.chunks) >= maxChunks {
			l.full = true
			return nil
		}
		chunk = &ledgerChunk{}
		l.chunks[cluster/ledgerChunkLength] = chunk
	}
	return &chunk[cluster%ledgerChunkLength]
}

// use counts one use of the cluster at offset, which lies within the file.
func (l *ledger) use(offset uint64) {
	if word := l.word(offset / l.clusterSize); word != nil && *word&ledgerMost < ledgerMost {
		*word++
	}
}

// kind tells whether a cluster is a table.
func (l *ledger) kind(offset uint64) uint16 {
	if chunk := l.chunks[offset/l.clusterSize/ledgerChunkLength]; chunk != nil {
		return chunk[offset/l.clusterSize%ledgerChunkLength] & ledgerKind
	}
	return 0
}

// table claims length bytes at offset for a table of its own.
func (l *ledger) table(what string, offset, length uint64) error {
	for at := offset; at < offset+length; at += l.clusterSize {
		word := l.word(at / l.clusterSize)
		if word == nil {
			return nil
		}
		if *word&ledgerKind != 0 {
			return refuse(Overlap, "%s at %d lies on another table", what, at)
		}
		*word |= ledgerTable
		if *word&ledgerMost < ledgerMost {
			*word++
		}
	}
	return nil
}

// l2 claims an L2 table, which was claimed before only if it is shared.
func (l *ledger) l2(offset uint64, shared bool) error {
	word := l.word(offset / l.clusterSize)
	if word == nil {
		return nil
	}
	switch {
	case *word&ledgerTable != 0:
		return refuse(Cycle, "an L1 entry leads to %d, which is a table that leads there", offset)
	case *word&ledgerL2 != 0 && !shared:
		return refuse(Cycle, "two L1 entries lead to the L2 table at %d", offset)
	}
	*word |= ledgerL2
	if *word&ledgerMost < ledgerMost {
		*word++
	}
	return nil
}
