package auth

import (
	"slices"

	"github.com/novacron/novacron/novacron"
)

// verb is something that a guarded service can be asked for: what roles permit
// and what audit records name. A mutation is one that is audited.
type verb string

// The verbs.
const (
	verbVMList    verb = "vm.list"
	verbVMShow    verb = "vm.show"
	verbVMXML     verb = "vm.xml"
	verbVMCreate  verb = "vm.create"
	verbVMUpdate  verb = "vm.update"
	verbVMDelete  verb = "vm.delete"
	verbVMConsole verb = "vm.console"
	// The ends of consoles are recorded under names of their own; nobody asks for
	// them.
	verbVMConsoleClose verb = "vm.console.close"
	verbVMVNC          verb = "vm.vnc"
	verbVMVNCClose     verb = "vm.vnc.close"
	verbVMWatch        verb = "vm.watch" // the screen, without its keyboard
	verbVMWatchClose   verb = "vm.watch.close"
	verbVMScreenshot   verb = "vm.screenshot"
	verbVMKeys         verb = "vm.keys"
	verbAgentShow      verb = "vm.agent.show"
	verbAgentFreeze    verb = "vm.agent.freeze"
	verbAgentThaw      verb = "vm.agent.thaw"
	// To run a command in a guest or set a password there is to be root in it.
	verbAgentExec     verb = "vm.agent.exec"
	verbAgentPassword verb = "vm.agent.password"
	verbVMType        verb = "vm.type"
	// verbVMPower stands for all power verbs in the table; each is asked for and
	// recorded under its own name, vm.start and so on.
	verbVMPower verb = "vm.power"
	// verbHostPath is naming a file of the host in a request. Who may do that
	// may read and write what the hypervisor can, through a guest: it is as much
	// as an administrator of the host.
	verbHostPath verb = "host.path"

	verbVMClone      verb = "vm.clone"
	verbDiskAdd      verb = "vm.disk.add"
	verbDiskChange   verb = "vm.disk.change"
	verbDiskRemove   verb = "vm.disk.remove"
	verbNICAdd       verb = "vm.nic.add"
	verbNICChange    verb = "vm.nic.change"
	verbNICRemove    verb = "vm.nic.remove"
	verbHardware     verb = "vm.hardware"
	verbVMTemplate   verb = "vm.template"
	verbVMExport     verb = "vm.export"
	verbVMImport     verb = "vm.import"
	verbVMUntemplate verb = "vm.untemplate"

	verbCloudInitPreview verb = "cloudinit.preview"
	verbCloudInitShow    verb = "cloudinit.show"
	verbCloudInitReplace verb = "cloudinit.replace"
	verbImageList        verb = "image.list"
	verbImageShow        verb = "image.show"
	verbImageImport      verb = "image.import"
	verbImageUpdate      verb = "image.update"
	verbImageDelete      verb = "image.delete"

	verbPoolList       verb = "pool.list"
	verbPoolShow       verb = "pool.show"
	verbPoolCreate     verb = "pool.create"
	verbPoolUpdate     verb = "pool.update"
	verbPoolDelete     verb = "pool.delete"
	verbPoolAct        verb = "pool.act" // start, stop and refresh, each recorded under its own name
	verbVolumeList     verb = "volume.list"
	verbVolumeShow     verb = "volume.show"
	verbVolumeCreate   verb = "volume.create"
	verbVolumeResize   verb = "volume.resize"
	verbVolumeCopy     verb = "volume.copy"
	verbVolumeDelete   verb = "volume.delete"
	verbVolumeRead     verb = "volume.read"
	verbVolumeUpload   verb = "volume.upload"
	verbSnapshotList   verb = "snapshot.list"
	verbSnapshotShow   verb = "snapshot.show"
	verbSnapshotCreate verb = "snapshot.create"
	verbSnapshotRevert verb = "snapshot.revert"
	verbSnapshotDelete verb = "snapshot.delete"

	verbVMFirewall verb = "vm.firewall"

	verbNetworkList   verb = "network.list"
	verbNetworkShow   verb = "network.show"
	verbNetworkCreate verb = "network.create"
	verbNetworkUpdate verb = "network.update"
	verbNetworkDelete verb = "network.delete"
	verbNetworkStart  verb = "network.start"
	verbNetworkStop   verb = "network.stop"

	verbOperationList   verb = "operation.list"
	verbOperationShow   verb = "operation.show"
	verbOperationCancel verb = "operation.cancel"

	verbEventList   verb = "event.list"
	verbNodeShow    verb = "node.show"
	verbAuditList   verb = "audit.list"
	verbAuditShow   verb = "audit.show"
	verbAuditExport verb = "audit.export"

	verbSetup         verb = "setup.complete" // without an identity: the code is the proof
	verbSetupCode     verb = "setup_code.create"
	verbSessionCreate verb = "session.create" // without an identity: the password is the proof
	verbSessionUse    verb = "session.use"    // without an identity: the secret is the proof
	verbSessionDelete verb = "session.delete"
	verbTokenCreate   verb = "token.create"
	verbTokenList     verb = "token.list"
	verbTokenDelete   verb = "token.delete"
)

// verbSet is what a role permits.
type verbSet []verb

// The built-in roles. Each has what the one before it has. Nobody is permitted
// what no row names, and an unknown role nothing at all.
var (
	// viewerVerbs are the reads, and what everybody may do with their own
	// sessions and tokens.
	viewerVerbs = verbSet{
		verbVMList, verbVMShow, verbVMXML, verbVMScreenshot, verbVMWatch, verbAgentShow,
		verbImageList, verbImageShow,
		verbNetworkList, verbNetworkShow,
		verbPoolList, verbPoolShow, verbVolumeList, verbVolumeShow,
		verbSnapshotList, verbSnapshotShow,
		verbOperationList, verbOperationShow,
		verbEventList, verbNodeShow,
		verbSessionDelete, verbTokenCreate, verbTokenList, verbTokenDelete,
	}
	// operatorVerbs are all that can be done with VMs. The console is among
	// them and not among the reads, because it takes input.
	operatorVerbs = slices.Concat(viewerVerbs, verbSet{
		verbVMCreate, verbVMUpdate, verbVMDelete, verbVMPower, verbVMConsole,
		verbVMClone, verbVMTemplate, verbVMUntemplate,
		verbVMVNC, verbVMKeys, verbVMType, verbAgentFreeze, verbAgentThaw,
		verbDiskAdd, verbDiskChange, verbDiskRemove, verbNICAdd, verbNICChange, verbNICRemove, verbHardware,
		verbVMExport, verbVMImport,
		verbCloudInitPreview, verbCloudInitShow, verbCloudInitReplace,
		verbImageImport, verbImageUpdate, verbImageDelete,
		verbPoolAct, verbVolumeCreate, verbVolumeResize, verbVolumeCopy, verbVolumeDelete, verbVolumeRead, verbVolumeUpload,
		verbSnapshotCreate, verbSnapshotRevert, verbSnapshotDelete,
		verbVMFirewall,
		verbOperationCancel,
	})
	administratorVerbs = slices.Concat(operatorVerbs, verbSet{
		verbPoolCreate, verbPoolUpdate, verbPoolDelete, // a pool names folders and devices of the host
		verbAgentExec, verbAgentPassword,
		verbHostPath, verbAuditList, verbAuditShow, verbAuditExport, verbSetupCode,
		verbNetworkCreate, verbNetworkUpdate, verbNetworkDelete, verbNetworkStart, verbNetworkStop,
	})
)

// verbsOf returns what a role permits.
func verbsOf(role novacron.Role) verbSet {
	switch role {
	case novacron.RoleViewer:
		return viewerVerbs
	case novacron.RoleOperator:
		return operatorVerbs
	case novacron.RoleAdministrator:
		return administratorVerbs
	default:
		return nil
	}
}

// permits says whether an identity may ask for v.
func permits(id novacron.Identity, v verb) bool {
	if v == verbSetupCode && id.Kind == novacron.IdentityUser {
		return false // only who is on the host may start setup anew
	}
	return slices.Contains(verbsOf(id.Role), v)
}
