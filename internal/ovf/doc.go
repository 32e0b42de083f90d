// Package ovf reads and writes the description of a VM in an OVF package
// (DMTF DSP0243), and the manifest beside it.
//
// It writes OVF 2.0 and reads 1.x and 2.0 of any maker: what it understands
// becomes a Machine, what it does not becomes a warning, and what would be
// dangerous (document types and their entities, files outside of the package,
// sizes without measure) is refused. It touches no file and knows nothing of
// NovaCron.
package ovf
