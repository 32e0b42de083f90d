package seed

// Config is what a guest is to be told. Empty fields are left to the guest's
// own defaults.
type Config struct {
	// InstanceID tells cloud-init one first boot from another: with a new one
	// it does everything again.
	InstanceID string
	// Hostname may have dots: then the whole is the guest's full name, and the
	// first part its host name.
	Hostname string
	// User is made, with sudo and without being asked for a password there.
	// When it is empty, keys and password are for the distribution's own user.
	User string
	// SSHKeys are lines as in authorized_keys.
	SSHKeys []string
	// PasswordHash is in crypt(3)'s form. It opens the console, and ssh.
	PasswordHash string
	// Packages are installed at the first boot.
	Packages []string
	// NICs, when there are any, are the guest's whole network configuration;
	// without them cloud-init asks DHCP on the first interface.
	NICs []NIC
	// UserData is a cloud-config, joined with what the fields above make, or a
	// script, run after it.
	UserData string
}

// NIC is the configuration of one interface, found by its hardware address.
type NIC struct {
	MAC         string
	DHCP        bool     // ask for an IPv4 address
	Addresses   []string // with prefix length: 192.0.2.10/24, 2001:db8::10/64
	Gateway     string   // IPv4
	Gateway6    string   // IPv6
	Nameservers []string
	Search      []string
}

// Limits. The image has the size ImageBytes, always.
const (
	// MaxUserDataBytes bounds what a person writes; what clouds allow lies
	// between 16 KiB and 1 MiB.
	MaxUserDataBytes = 512 << 10
	// ImageBytes is the size of every image: the most that the files can be,
	// with room for the directories.
	ImageBytes = 2 << 20

	maxKeys     = 64
	maxKeyBytes = 16 << 10
	maxPackages = 256
	maxNICs     = 16
	maxOfANIC   = 16 // addresses, name servers, search domains
)

// File is a file of the image.
type File struct {
	Name string
	Data []byte
}

// The names that cloud-init looks for.
const (
	UserData      = "user-data"
	MetaData      = "meta-data"
	NetworkConfig = "network-config"
)
