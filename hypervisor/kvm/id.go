package kvm

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// vmID is a domain's UUID as NovaCron writes it.
func vmID(u libvirt.UUID) novacron.VMID {
	return novacron.VMID(fmt.Sprintf("%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:]))
}

// parseID is the UUID of a VM. NotFound for what cannot be one: no VM has it.
func parseID(id novacron.VMID) (libvirt.UUID, error) {
	var u libvirt.UUID
	text := strings.ReplaceAll(string(id), "-", "")
	n, err := hex.Decode(u[:], []byte(text[:min(len(text), 2*len(u))]))
	if err != nil || n != len(u) || len(text) != 2*len(u) {
		return libvirt.UUID{}, errNoVM(id)
	}
	return u, nil
}

func errNoVM(id novacron.VMID) error {
	return novacron.Errorf(novacron.NotFound, "there is no vm %s", id)
}
