package kvm

import (
	"encoding/xml"
	"fmt"

	"github.com/digitalocean/go-libvirt"
)

// defaultPoolPath is where virt-install and virt-manager make the pool
// 'default' on hosts that have none, as a fresh Debian.
const defaultPoolPath = "/var/lib/libvirt/images"

// poolXML is a pool in a folder.
type poolXML struct {
	XMLName xml.Name `xml:"pool"`
	Type    string   `xml:"type,attr"`
	Name    string   `xml:"name"`
	Target  struct {
		Path string `xml:"path"`
	} `xml:"target"`
}

// usablePool finds a pool and starts it when it is off: a pool is only told to
// look at its folder, which changes nothing. The default pool is made when
// there is none.
func usablePool(lv *libvirt.Libvirt, name string) (libvirt.StoragePool, error) {
	pool, err := lv.StoragePoolLookupByName(name)
	if isNumber(err, libvirt.ErrNoStoragePool) && name == defaultPool {
		return makeDefaultPool(lv)
	}
	if err != nil {
		return pool, err
	}
	return pool, startPool(lv, pool)
}

func startPool(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
	active, err := lv.StoragePoolIsActive(pool)
	if err != nil || active != 0 {
		return err
	}
	return lv.StoragePoolCreate(pool, libvirt.StoragePoolCreateNormal)
}

// makeDefaultPool makes the conventional pool, started now and with the host.
func makeDefaultPool(lv *libvirt.Libvirt) (libvirt.StoragePool, error) {
	x := poolXML{Type: "dir", Name: defaultPool}
	x.Target.Path = defaultPoolPath
	text, err := xml.Marshal(x)
	if err != nil {
		return libvirt.StoragePool{}, fmt.Errorf("write pool xml: %w", err)
	}
	pool, err := lv.StoragePoolDefineXML(string(text), 0)
	if err != nil {
		return pool, err
	}
	if err := lv.StoragePoolBuild(pool, libvirt.StoragePoolBuildNew); err != nil {
		return pool, err
	}
	if err := startPool(lv, pool); err != nil {
		return pool, err
	}
	return pool, lv.StoragePoolSetAutostart(pool, 1)
}
