package novacron

import "context"

// CloudInit is what a guest with cloud-init is told at its first boot, by a CD
// that NovaCron makes (the NoCloud data source). Empty fields are left to the
// guest's own defaults.
type CloudInit struct {
	User         string         `json:"user,omitempty" maxLength:"32" doc:"Made, with sudo; when left out keys and password are for the distribution's own user" example:"ada"`
	SSHKeys      []string       `json:"sshKeys,omitempty" maxItems:"64" doc:"Public keys that may log in, a line of authorized_keys each" example:"[\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPb+Ja2bJ7xLu1SxMTXOBCBrDyAtFy5ZzOvUPvPPnVX ada@desk\"]"`
	Password     string         `json:"password,omitempty" maxLength:"512" doc:"Opens the console, and ssh; only its hash is kept, and goes into the guest"`
	PasswordHash string         `json:"passwordHash,omitempty" maxLength:"512" doc:"The same, hashed already: as in /etc/shadow"`
	Hostname     string         `json:"hostname,omitempty" maxLength:"253" doc:"With dots the guest's full name; the VM's name when left out" example:"web-1"`
	Network      []CloudInitNIC `json:"network,omitempty" maxItems:"16" doc:"The guest's whole network configuration; DHCP on the first interface when left out"`
	Packages     []string       `json:"packages,omitempty" maxItems:"256" doc:"Installed at the first boot" example:"[\"nginx\"]"`
	UserData     string         `json:"userData,omitempty" maxLength:"524288" doc:"A cloud-config, which begins with the line #cloud-config, or a script, which begins with #!. A cloud-config is joined with the other fields: of a key that both have, this one's value holds, but of users, packages and ssh_authorized_keys both. A script runs beside them. Alone it is handed on as it is" example:"#cloud-config\ntimezone: Europe/Berlin\n"`
}

// CloudInitNIC is how a guest configures one interface: by DHCP, with fixed
// addresses, or both.
type CloudInitNIC struct {
	MAC         string   `json:"mac,omitempty" pattern:"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$" patternDescription:"six pairs of hex digits with colons" doc:"Which interface; that of the same place in the VM's list when left out" example:"52:54:00:12:34:56"`
	DHCP        bool     `json:"dhcp,omitempty" doc:"Ask for an IPv4 address"`
	Addresses   []string `json:"addresses,omitempty" maxItems:"16" doc:"Fixed addresses with their prefix length" example:"[\"192.0.2.10/24\"]"`
	Gateway     string   `json:"gateway,omitempty" maxLength:"15" doc:"Where IPv4 goes out" example:"192.0.2.1"`
	Gateway6    string   `json:"gateway6,omitempty" maxLength:"45" doc:"Where IPv6 goes out" example:"2001:db8::1"`
	Nameservers []string `json:"nameservers,omitempty" maxItems:"16" doc:"DNS servers" example:"[\"192.0.2.53\"]"`
	Search      []string `json:"search,omitempty" maxItems:"16" doc:"Domains to look in for short names" example:"[\"example.org\"]"`
}

// PreviewCloudInit asks what a guest would be told.
type PreviewCloudInit struct {
	Name      string    `json:"name,omitempty" maxLength:"64" doc:"The VM's name, from which its host name follows" example:"web-1"`
	CloudInit CloudInit `json:"cloudInit" doc:"What it is to be told"`
}

// ReplaceCloudInit tells a guest something else from its next boot on.
type ReplaceCloudInit struct {
	Mutation `json:"-"`
	CloudInit
}

// CloudInitSeed is what the CD of a VM holds.
type CloudInitSeed struct {
	InstanceID string          `json:"instanceId" doc:"With another one cloud-init does everything again" example:"i-6b1f6c1e-1f2e3d4c"`
	Pool       string          `json:"pool,omitempty" doc:"Where the CD's volume lies" example:"default"`
	Volume     string          `json:"volume,omitempty" doc:"The CD's volume" example:"web-1-seed-6b1f6c1e.iso"`
	Files      []CloudInitFile `json:"files" doc:"The files on it. Passwords, their hashes and private keys are hidden, as far as they can be told from other text"`
	Warnings   []string        `json:"warnings,omitempty" doc:"What the user should know"`
}

// CloudInitFile is a file of the CD.
type CloudInitFile struct {
	Name string `json:"name" doc:"What cloud-init knows it by" example:"user-data"`
	Text string `json:"text" doc:"What is in it" example:"#cloud-config\nhostname: web-1\n"`
}

// CloudInitService shows and changes what guests are told at their first boot.
// What cannot be used is Invalid, with the field; of YAML with the line.
type CloudInitService interface {
	// PreviewCloudInit checks, and returns what a guest would be told. It makes
	// nothing.
	PreviewCloudInit(ctx context.Context, req PreviewCloudInit) (CloudInitSeed, error)
	// CloudInit returns what the VM's CD holds; NotFound when it has none.
	CloudInit(ctx context.Context, id VMID) (CloudInitSeed, error)
	// ReplaceCloudInit writes the VM's CD anew, with a new instance ID: from the
	// next boot on cloud-init does everything again. NotFound when it has none.
	ReplaceCloudInit(ctx context.Context, id VMID, req ReplaceCloudInit) (Operation, error)
}
