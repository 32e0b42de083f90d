package api

import "github.com/novacron/novacron/novacron"

// exampleRequest returns the example of an operation's body.
func exampleRequest(id string) any {
	if body := exampleNetworkRequest(id); body != nil {
		return body
	}
	switch id {
	case "createVM":
		return novacron.CreateVM{
			Name: "web-1", Title: "Shop front end", Labels: map[string]string{"tier": "web"}, VCPUs: 2, MemoryBytes: 1 << 30,
			Disks: []novacron.CreateDisk{{SizeBytes: 10 << 30}}, Start: true,
		}
	case "cloneVM":
		return novacron.CloneVM{Name: "web-2", Start: true}
	case "addDisk", "changeDisk", "addNIC", "changeNIC", "changeHardware":
		return exampleHardwareRequest(id)
	case "importVM":
		return novacron.ImportVM{SourcePool: "default", SourceVolume: "web-1.ova", DeleteSource: true}
	case "previewCloudInit":
		return novacron.PreviewCloudInit{Name: "web-1", CloudInit: novacron.CloudInit{User: "ada"}}
	case "replaceVMCloudInit":
		return novacron.CloudInit{User: "ada"}
	case "createSnapshot":
		return novacron.CreateSnapshot{Name: "before-upgrade"}
	case "revertSnapshot":
		return novacron.RevertSnapshot{Force: true}
	case "importImage":
		return novacron.ImportImage{
			Name: "debian-13", URL: "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2",
		}
	case "updateImage":
		return novacron.ImageUpdate{OS: ptr("debian-13")}
	case "createPool", "updatePool", "createVolume", "resizeVolume", "copyVolume", "createUpload":
		return exampleStorageRequest(id)
	case "createVMTicket":
		return novacron.TicketRequest{Kind: novacron.ConsoleVNC}
	case "setVMPassword":
		return novacron.SetGuestPassword{User: "root", Password: "correct horse battery staple"}
	case "execInVM":
		return execGuest{ExecGuest: novacron.ExecGuest{Command: "/bin/hostname"}}
	case "freezeVM":
		return freezeGuest{Seconds: 30}
	case "pressVMKeys":
		return pressKeys{PressKeys: novacron.PressKeys{Keys: "ctrl-alt-delete"}}
	case "typeVMText":
		return novacron.TypeText{Text: "uname -a\n", Layout: "de"}
	case "updateVM", "replaceVM":
		return novacron.VMUpdate{MemoryBytes: ptr(uint64(2 << 30)), Title: ptr("Shop front end")}
	case "setUp":
		return firstCredentials{Code: "7F3A-9K2M", Name: "admin", Password: "correct horse battery staple"}
	case "logIn":
		return credentials{Name: "admin", Password: "correct horse battery staple"}
	case "createToken":
		return createToken{Label: "backup script", TTLSeconds: 86400}
	case "shutdownVM":
		return powerBody{TimeoutSeconds: 60}
	case "startVM":
		return powerBody{DiscardSavedState: true}
	}
	return powerBody{}
}

// exampleProblem returns a problem with the code.
func exampleProblem(code novacron.Code) *Problem {
	return newProblem(exampleError(code), exampleRequestID)
}

func exampleError(code novacron.Code) error {
	switch code {
	case novacron.Invalid:
		return novacron.InvalidField("memoryBytes", "must be at least 33554432 (32 MiB)")
	case novacron.Unauthenticated:
		return novacron.Errorf(code, "this needs an identity").WithMend("log in, or send an API token: Authorization: Bearer TOKEN")
	case novacron.Forbidden:
		return novacron.Errorf(code, "a viewer may not do vm.start").WithMend("ask an administrator")
	case novacron.NotFound:
		return novacron.Errorf(code, "vm %s", exampleVMID)
	case novacron.Conflict:
		return novacron.Errorf(code, "a vm named web-1 exists already")
	case novacron.WrongState:
		return novacron.Errorf(code, "vm web-1 is running").WithMend("shut it down first")
	case novacron.Stale:
		return novacron.Errorf(code, "vm web-1 is at revision 8, not 7").WithMend("read the VM again")
	case novacron.TooLarge:
		return errBodyTooLarge()
	case novacron.Exhausted:
		return novacron.Errorf(code, "too many attempts from 192.0.2.7").WithMend("come again in 30 s")
	case novacron.Unsupported:
		return novacron.Errorf(code, "this hypervisor cannot do it")
	case novacron.Unavailable:
		return novacron.Errorf(code, "libvirt does not answer").WithMend("systemctl status libvirtd")
	case novacron.Timeout:
		return novacron.Errorf(code, "it did not end in time")
	case novacron.Canceled:
		return novacron.Errorf(code, "it was canceled")
	}
	return novacron.Errorf(novacron.Internal, "internal error")
}
