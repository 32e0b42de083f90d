// Package diskimagetest makes files for tests: small disks in the formats that package diskimage reads, and a corpus of malicious ones,
// each with the reason for which it must be refused. They are made by code, so that everybody can see what is wrong with each.
package diskimagetest
