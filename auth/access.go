package auth

import (
	"cmp"
	"math"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Options is what an Access needs to know. Zero values mean the defaults.
type Options struct {
	Store   *store.Store
	Auditor *Auditor         // made when nil
	Now     func() time.Time // wall clock; time.Now when nil
	Logger  zerolog.Logger

	SessionIdle     time.Duration // a session that is not used for so long ends; DefaultSessionIdle when 0
	SessionAbsolute time.Duration // a session ends after so long whatever is done; DefaultSessionAbsolute when 0
	SetupCodeTTL    time.Duration // how long a setup code can be used; DefaultSetupCodeTTL when 0

	PasswordCost PasswordCost // DefaultPasswordCost when zero; for tests
	MaxHashing   int          // passwords hashed at once; defaultMaxHashing when 0
}

// Defaults of Options.
const (
	// DefaultSessionIdle is a working day, so that a person logs in once a day.
	// NIST SP 800-63B revision 4 advises an hour of inactivity and a day in all
	// for AAL2; an appliance that is guarded by one factor on a management
	// network is AAL1, where 30 days are the limit and no idle limit is asked.
	DefaultSessionIdle = 12 * time.Hour
	// DefaultSessionAbsolute is a week.
	DefaultSessionAbsolute = 7 * 24 * time.Hour
	// DefaultSetupCodeTTL is a day: install in the evening, set up in the
	// morning. A start makes a new code anyway, and so does a person on the host.
	DefaultSetupCodeTTL = 24 * time.Hour
)

// How often somebody may try who has not proven anything.
const (
	addressBurst    = 10 // logins and setups of one address
	addressInterval = 6 * time.Second
	accountBurst    = 10 // logins to one account from addresses that it never logged in from
	accountInterval = 30 * time.Second
	failureBurst    = 60 // unknown session and token secrets from one address
	failureInterval = time.Second
)

// Access is the AccessService: users, passwords, sessions, tokens and the first
// setup. It is its own guard: what needs an identity asks for it, permissions
// are checked, and each change is one transaction with its intent and outcome.
type Access struct {
	store   *store.Store
	auditor *Auditor
	now     func() time.Time
	logger  zerolog.Logger

	sessionIdle     time.Duration
	sessionAbsolute time.Duration
	setupCodeTTL    time.Duration

	hasher *hasher
	cache  *credentialCache

	addresses *limiter // attempts by address
	accounts  *limiter // attempts by account, or by account and address where that is known
	failures  *limiter // unknown secrets by address
	known     *knownAddresses
}

var _ novacron.AccessService = (*Access)(nil)

// New returns an Access on an open store.
func New(opts Options) *Access {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Auditor == nil {
		opts.Auditor = NewAuditor(AuditorOptions{Store: opts.Store, Now: opts.Now, Logger: opts.Logger})
	}
	return &Access{
		store:           opts.Store,
		auditor:         opts.Auditor,
		now:             opts.Now,
		logger:          opts.Logger,
		sessionIdle:     cmp.Or(opts.SessionIdle, DefaultSessionIdle),
		sessionAbsolute: cmp.Or(opts.SessionAbsolute, DefaultSessionAbsolute),
		setupCodeTTL:    cmp.Or(opts.SetupCodeTTL, DefaultSetupCodeTTL),
		hasher:          newHasher(cmp.Or(opts.PasswordCost, DefaultPasswordCost()), cmp.Or(opts.MaxHashing, defaultMaxHashing())),
		cache:           newCredentialCache(cmp.Or(opts.SessionIdle, DefaultSessionIdle)),
		addresses:       newLimiter(addressBurst, addressInterval),
		accounts:        newLimiter(accountBurst, accountInterval),
		failures:        newLimiter(failureBurst, failureInterval),
		known:           newKnownAddresses(),
	}
}

// tooMany is the error of a limit: when to come again is in its mend.
func tooMany(wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	return novacron.Errorf(novacron.Exhausted, "too many attempts").WithMend("try again in %d seconds", seconds)
}

// userIdentity is the identity of a user who came from an address.
func userIdentity(user novacron.User, from string) novacron.Identity {
	return novacron.Identity{Kind: novacron.IdentityUser, Name: user.Name, Role: user.Role, From: clip(from, maxFrom)}
}

func userTarget(name string) novacron.Target {
	return novacron.Target{Kind: "user", ID: name, Name: name}
}
