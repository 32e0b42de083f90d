package seed

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

const cloudConfigLine = "#cloud-config"

// cloudConfig is what the fields of a Config say in user-data
// (https://docs.cloud-init.io, "Module reference").
type cloudConfig struct {
	Hostname       string    `yaml:"hostname,omitempty"`
	FQDN           string    `yaml:"fqdn,omitempty"`
	ManageHosts    string    `yaml:"manage_etc_hosts,omitempty"`
	Users          []user    `yaml:"users,omitempty"`
	DisableRoot    *bool     `yaml:"disable_root,omitempty"`
	Keys           []string  `yaml:"ssh_authorized_keys,omitempty"`
	Password       string    `yaml:"password,omitempty"`
	ChPasswd       *chPasswd `yaml:"chpasswd,omitempty"`
	SSHPassword    bool      `yaml:"ssh_pwauth,omitempty"`
	PackagesUpdate bool      `yaml:"package_update,omitempty"`
	Packages       []string  `yaml:"packages,omitempty"`
}

type user struct {
	Name         string   `yaml:"name"`
	Sudo         string   `yaml:"sudo,omitempty"`
	Shell        string   `yaml:"shell,omitempty"`
	LockPassword bool     `yaml:"lock_passwd"`
	Password     string   `yaml:"passwd,omitempty"`
	Keys         []string `yaml:"ssh_authorized_keys,omitempty"`
}

type chPasswd struct {
	Expire bool `yaml:"expire"`
}

// Render returns the files that a Config amounts to. The Config was checked.
func Render(c Config) ([]File, error) {
	user, err := renderUserData(c)
	if err != nil {
		return nil, err
	}
	files := []File{{Name: MetaData, Data: renderMetaData(c)}}
	if len(c.NICs) > 0 {
		files = append(files, File{Name: NetworkConfig, Data: renderNetwork(c.NICs)})
	}
	return append(files, File{Name: UserData, Data: user}), nil
}

func renderMetaData(c Config) []byte {
	return marshal(struct {
		InstanceID string `yaml:"instance-id"`
		Hostname   string `yaml:"local-hostname,omitempty"`
	}{c.InstanceID, c.Hostname})
}

// renderUserData joins the fields with the person's own text. A text that
// stands alone is handed on byte for byte.
func renderUserData(c Config) ([]byte, error) {
	fields := fieldsOf(c)
	made := marshal(fields)
	empty := string(made) == "{}\n"
	switch {
	case c.UserData == "" && empty:
		return []byte(cloudConfigLine + "\n"), nil
	case c.UserData == "":
		return append([]byte(cloudConfigLine+"\n"), made...), nil
	case empty:
		return []byte(c.UserData), nil
	case isCloudConfig(c.UserData):
		return join(made, c.UserData)
	}
	return multipart(append([]byte(cloudConfigLine+"\n"), made...), c.UserData), nil
}

func fieldsOf(c Config) cloudConfig {
	out := cloudConfig{Packages: c.Packages, PackagesUpdate: len(c.Packages) > 0, SSHPassword: c.PasswordHash != ""}
	if c.Hostname != "" {
		// So that the guest resolves its own name, without which sudo complains.
		out.ManageHosts = "localhost"
		out.Hostname, _, _ = strings.Cut(c.Hostname, ".")
		if out.Hostname != c.Hostname {
			out.FQDN = c.Hostname
		}
	}
	keys := make([]string, 0, len(c.SSHKeys))
	for _, key := range c.SSHKeys {
		keys = append(keys, strings.TrimSpace(key))
	}
	if c.User == "" {
		out.Keys, out.Password = keys, c.PasswordHash
		if c.PasswordHash != "" {
			out.ChPasswd = &chPasswd{Expire: false}
		}
		return out
	}
	u := user{Name: c.User, Password: c.PasswordHash, LockPassword: c.PasswordHash == "", Keys: keys}
	if c.User == "root" {
		out.DisableRoot = new(bool)
	} else {
		u.Sudo, u.Shell = "ALL=(ALL) NOPASSWD:ALL", "/bin/bash"
	}
	out.Users = []user{u}
	return out
}

// marshal writes plain data of this package; it cannot fail.
func marshal(v any) []byte {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("seed: encode %T: %v", v, err))
	}
	return b.Bytes()
}

// boundary separates the parts of a multipart user-data. It is fixed, so that
// the same Config gives the same bytes; a script that has it in a line of its
// own is given a longer one.
const boundary = "==novacron-seed=="

// multipart puts a cloud-config and a script into one user-data, which
// cloud-init takes apart again.
func multipart(config []byte, script string) []byte {
	mark := boundary
	for strings.Contains(script, mark) {
		mark += "="
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=%q\nMIME-Version: 1.0\n\n", mark)
	for _, part := range []struct{ kind, name, text string }{
		{"cloud-config", "cloud-config.yaml", string(config)}, {"x-shellscript", "user-script", script},
	} {
		fmt.Fprintf(&b, "--%s\nContent-Type: text/%s; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n"+
			"Content-Disposition: attachment; filename=%q\n\n%s\n", mark, part.kind, part.name, part.text)
	}
	fmt.Fprintf(&b, "--%s--\n", mark)
	return b.Bytes()
}

// renderNetwork writes the second version of cloud-init's network
// configuration. Interfaces get the names eth0, eth1 in their order, because
// ifupdown knows none by its hardware address. Default routes are written as prefixes, which every renderer
// of every version knows.
func renderNetwork(nics []NIC) []byte {
	type match struct {
		MAC string `yaml:"macaddress"`
	}
	type route struct {
		To  string `yaml:"to"`
		Via string `yaml:"via"`
	}
	type nameservers struct {
		Search    []string `yaml:"search,omitempty"`
		Addresses []string `yaml:"addresses,omitempty"`
	}
	type ethernet struct {
		Match       match        `yaml:"match"`
		Name        string       `yaml:"set-name"`
		DHCP4       bool         `yaml:"dhcp4"`
		Addresses   []string     `yaml:"addresses,omitempty"`
		Routes      []route      `yaml:"routes,omitempty"`
		Nameservers *nameservers `yaml:"nameservers,omitempty"`
	}
	ethernets := yaml.Node{Kind: yaml.MappingNode}
	for i, nic := range nics {
		name := fmt.Sprintf("eth%d", i)
		e := ethernet{Match: match{strings.ToLower(nic.MAC)}, Name: name, DHCP4: nic.DHCP, Addresses: nic.Addresses}
		if nic.Gateway != "" {
			e.Routes = append(e.Routes, route{"0.0.0.0/0", nic.Gateway})
		}
		if nic.Gateway6 != "" {
			e.Routes = append(e.Routes, route{"::/0", nic.Gateway6})
		}
		if len(nic.Nameservers)+len(nic.Search) > 0 {
			e.Nameservers = &nameservers{nic.Search, nic.Nameservers}
		}
		var key, value yaml.Node
		key.SetString(name)
		_ = value.Encode(e) // plain data of this package
		ethernets.Content = append(ethernets.Content, &key, &value)
	}
	return marshal(struct {
		Version   int        `yaml:"version"`
		Ethernets *yaml.Node `yaml:"ethernets"`
	}{2, &ethernets})
}
