package api

import "github.com/novacron/novacron/novacron"

func exampleConsoles() novacron.VMConsoles {
	can := novacron.Ability{Available: true}
	return novacron.VMConsoles{
		Serial: can, Screenshot: can, Keys: can, Layouts: []string{"en-us", "en-gb", "de", "fr", "es"},
		VNC: novacron.Ability{Reason: "vm web-1 has no VNC server", Mend: "add a <graphics type='vnc'/> and start it anew, or use the serial console"},
	}
}

func exampleTicket() novacron.Ticket {
	return novacron.Ticket{
		Ticket: "nvt_Zm9yIHRoZSBkb2N1bWVudGF0aW9u", Kind: novacron.ConsoleVNC, VM: exampleVMID,
		Path:      "/api/v1/vms/" + exampleVMID + "/vnc?ticket=nvt_Zm9yIHRoZSBkb2N1bWVudGF0aW9u",
		ExpiresAt: exampleTime().Add(novacron.TicketTTL),
	}
}

func exampleTicketDryRun() novacron.Ticket {
	ticket := exampleTicket()
	ticket.Ticket, ticket.Path, ticket.DryRun = "", "/api/v1/vms/"+exampleVMID+"/vnc", true
	return ticket
}

func exampleAgent() novacron.GuestAgent {
	return novacron.GuestAgent{
		Version: "7.2.22", Commands: []string{"guest-exec", "guest-fsfreeze-freeze", "guest-get-fsinfo"}, Hostname: "web-1",
		OS: novacron.GuestOS{ID: "debian", Name: "Debian GNU/Linux 12 (bookworm)", Version: "12", Kernel: "6.1.0-18-amd64", Machine: "x86_64"},
	}
}

func exampleFilesystem() novacron.GuestFilesystem {
	return novacron.GuestFilesystem{
		Mountpoint: "/", Device: "vda1", Type: "ext4", TotalBytes: 10 << 30, UsedBytes: 2 << 30, Disks: []string{"/dev/vda1"},
	}
}
