package novacron

import (
	"context"
	"time"
)

// GuestAgent is the program inside a guest that answers for it, and what it
// says of the guest. All of it is the guest's word: it may lie.
type GuestAgent struct {
	Version  string   `json:"version,omitempty" doc:"Version of the agent" example:"7.2.22"`
	Commands []string `json:"commands" doc:"What it does when asked" example:"[\"guest-ping\"]"`
	Hostname string   `json:"hostname,omitempty" doc:"What the guest calls itself" example:"web-1"`
	OS       GuestOS  `json:"os" doc:"The guest's operating system"`
	Frozen   bool     `json:"frozen,omitempty" doc:"Its filesystems are frozen; it says little else until they are thawed"`
}

// GuestOS is what a guest says that it runs (os-release of freedesktop.org, or
// what comes close to it).
type GuestOS struct {
	ID      string `json:"id,omitempty" doc:"Name of the system in one word" example:"debian"`
	Name    string `json:"name,omitempty" doc:"Name of the system for people" example:"Debian GNU/Linux 12 (bookworm)"`
	Version string `json:"version,omitempty" doc:"Version of the system" example:"12"`
	Kernel  string `json:"kernel,omitempty" doc:"Release of its kernel" example:"6.1.0-18-amd64"`
	Machine string `json:"machine,omitempty" doc:"Architecture" example:"x86_64"`
}

// GuestFilesystem is a filesystem that a guest has mounted.
type GuestFilesystem struct {
	Mountpoint string   `json:"mountpoint" doc:"Where it is mounted" example:"/"`
	Device     string   `json:"device" doc:"What it is on, in the guest's words" example:"vda1"`
	Type       string   `json:"type" doc:"Kind of filesystem" example:"ext4"`
	TotalBytes uint64   `json:"totalBytes,omitempty" doc:"Size; 0 when not known" example:"10737418240"`
	UsedBytes  uint64   `json:"usedBytes,omitempty" doc:"In use" example:"2147483648"`
	Disks      []string `json:"disks,omitempty" doc:"The guest's devices below it" example:"[\"/dev/vda1\"]"`
}

// GuestUser is a person who is logged in to a guest.
type GuestUser struct {
	Name       string    `json:"name" doc:"Account" example:"ada"`
	Domain     string    `json:"domain,omitempty" doc:"Domain of the account, on Windows"`
	LoggedInAt time.Time `json:"loggedInAt" doc:"When, by the guest's clock"`
}

// SetGuestPassword sets the password of an account of a guest.
type SetGuestPassword struct {
	Mutation `json:"-"`

	User     string `json:"user" minLength:"1" maxLength:"256" doc:"The account, which must exist" example:"root"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"The password, or with crypted its hash"`
	Crypted  bool   `json:"crypted,omitempty" doc:"The password is a hash as crypt(3) makes them"`
}

// Bounds of ExecGuest.
const (
	MaxGuestOutput     = 1 << 20 // bytes of each of the two outputs
	MaxGuestInput      = 1 << 20
	DefaultExecTimeout = 30 * time.Second
	MaxExecTimeout     = 10 * time.Minute
)

// ExecGuest is a command to be run inside a guest, as root there.
type ExecGuest struct {
	Mutation `json:"-"`

	Command string        `json:"command" minLength:"1" maxLength:"4096" doc:"Path or name of a program; no shell reads it" example:"/bin/ls"`
	Args    []string      `json:"args,omitempty" maxItems:"256" doc:"Its arguments" example:"[\"-l\",\"/\"]"`
	Env     []string      `json:"env,omitempty" maxItems:"64" doc:"Its environment, NAME=VALUE" example:"[\"LC_ALL=C\"]"`
	Input   string        `json:"input,omitempty" maxLength:"1048576" doc:"What it reads from its standard input"`
	Timeout time.Duration `json:"-"` // 0 is DefaultExecTimeout
}

// GuestExecResult is how a command inside a guest ended.
type GuestExecResult struct {
	ExitCode  int    `json:"exitCode" doc:"Its exit status; -1 when a signal ended it" example:"0"`
	Signal    int    `json:"signal,omitempty" doc:"The signal that ended it"`
	Output    string `json:"output,omitempty" doc:"What it wrote to its standard output, at most 1 MiB"`
	Error     string `json:"error,omitempty" doc:"What it wrote to its standard error, at most 1 MiB"`
	Truncated bool   `json:"truncated,omitempty" doc:"There was more output than this"`
	DryRun    bool   `json:"dryRun,omitempty" doc:"True when nothing was run: the answer to ?dryRun=true"`
}

// Bounds of FreezeGuest.
const (
	DefaultFreeze = 30 * time.Second
	MaxFreeze     = 10 * time.Minute
)

// FreezeGuest asks a guest to write what it holds to its disks and write no
// more, until ThawGuest or until For is over.
type FreezeGuest struct {
	Mutation `json:"-"`

	For time.Duration // 0 is DefaultFreeze
}

// AgentService talks to the agents inside guests. WrongState for a VM that is
// not running, Unsupported for one without a channel to an agent or an agent
// that does not do what is asked, Unavailable when none answers, Timeout when
// it does not answer in time. Texts of guests are cleaned of control characters
// and cut; lists are bounded.
type AgentService interface {
	// Agent asks the agent who it is and what the guest is.
	Agent(ctx context.Context, id VMID) (GuestAgent, error)
	// GuestFilesystems returns the guest's filesystems, by mountpoint.
	GuestFilesystems(ctx context.Context, id VMID, page PageRequest) (Page[GuestFilesystem], error)
	// GuestUsers returns who is logged in to the guest, by name.
	GuestUsers(ctx context.Context, id VMID, page PageRequest) (Page[GuestUser], error)
	// SetGuestPassword sets a password. It is no operation: the password is kept
	// nowhere. A repeated request with the same idempotency key is success and
	// sets nothing for ten minutes.
	SetGuestPassword(ctx context.Context, id VMID, req SetGuestPassword) error
	// ExecGuest runs a command and waits for its end. It is no operation: what it
	// is told and says is kept nowhere. Timeout when it does not end in time: then
	// it is asked to be killed, which a guest may ignore. A repeated request with
	// the same idempotency key is a Conflict for ten minutes.
	ExecGuest(ctx context.Context, id VMID, req ExecGuest) (GuestExecResult, error)
	// FreezeGuest begins an operation that lasts as long as the guest is frozen,
	// and thaws it in the end: when For is over, when it is canceled or thawed, and
	// at the next start when NovaCron was killed meanwhile.
	FreezeGuest(ctx context.Context, id VMID, req FreezeGuest) (Operation, error)
	// ThawGuest ends a freeze, whoever began it, and returns the operation that
	// does.
	ThawGuest(ctx context.Context, id VMID, m Mutation) (Operation, error)
}
