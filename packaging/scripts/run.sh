#!/usr/bin/env bash
# run.sh: from a checkout to a running VM, as root on Debian or Ubuntu.
# Installs what is missing, builds, starts libvirt where nothing runs it, starts
# an appliance on .novacron/run, and boots a small VM in it. Ctrl-C stops the
# appliance; the VM runs on, and the next run finds it.
#   LISTEN   where HTTPS is served (:7443)
#   VM       what the VM is called (hello)
set -euo pipefail
cd "$(dirname "$0")/../.."

LISTEN=${LISTEN:-:7443}
VM=${VM:-hello}

readonly data=$PWD/.novacron/run
# Not in the checkout: QEMU's user must be able to get there.
readonly boot=/var/lib/libvirt/boot/novacron-run
readonly console=$data/console.log
readonly log=$data/novacron.log
# Where the appliance that runs serves, for a second run with another LISTEN.
readonly address_file=$data/address

appliance="" reader="" is_new=""

say() { printf '\n>> %s\n' "$*"; }
fail() {
	printf '\n>> %s\n' "$*" >&2
	exit 1
}

fail_with_log() {
	tail -n 20 "$log" >&2
	fail "$1; the lines above are the end of $log."
}

# A unix socket's path may have 107 bytes.
socket_path() {
	local path=$data/novacron.sock
	if ((${#path} > 100)); then path=/run/novacron-$(cksum <<<"$data" | cut -d' ' -f1).sock; fi
	echo "$path"
}
socket=$(socket_path)
readonly socket

novacron() { bin/novacron --server "unix://$socket" "$@"; }

# answers: an appliance serves this checkout's socket. One node at a time: what
# runs is neither restarted nor is its log touched.
answers() { [[ -S $socket && -x bin/novacron ]] && timeout 10 bin/novacron --server "unix://$socket" node show >/dev/null 2>&1; }

# is_connected: the appliance has its hypervisor, so its list of VMs is of now.
is_connected() { novacron node show --output json 2>/dev/null | grep -q '"connected": true'; }
is_demo() { novacron node show --output json 2>/dev/null | grep -q '"demo": true'; }
is_connected_or_ended() { ! is_running || is_connected; }

check_tools() {
	local tool
	for tool in go node npm; do
		command -v "$tool" >/dev/null || fail "$tool is needed to build NovaCron; install it and run this again."
	done
}

libvirt_answers() { timeout 5 virsh --connect qemu:///system version >/dev/null 2>&1; }

start_libvirt() {
	if libvirt_answers; then
		echo "libvirt is running"
	elif [[ -d /run/systemd/system ]]; then
		say "Starting libvirt (systemctl)"
		systemctl start libvirtd.service || systemctl start virtqemud.service
	else
		say "Starting libvirt (virtlogd and libvirtd: no systemd runs here)"
		# one that runs already holds its pid file, and the second one ends
		mkdir -p /run/lock # for libvirt's lock of a console
		virtlogd --daemon || true
		libvirtd --daemon || true
	fi
}

has_hypervisor() {
	packaging/scripts/deps.sh runtime && start_libvirt && wait_for 30 libvirt_answers
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
	local until=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < until)) || return 1
		sleep 0.2
	done
}

is_running() { kill -0 "$appliance" 2>/dev/null; }
is_ready() { ! is_running || novacron node show >/dev/null 2>&1; }

stop_appliance() {
	trap '' INT TERM
	if [[ -n $appliance ]] && is_running; then
		kill -TERM "$appliance"
		wait "$appliance" || true
	fi
}

# start_appliance SUBCOMMAND...: in the background, in a session of its own so
# that Ctrl-C reaches it once, through stop_appliance.
start_appliance() {
	# an empty configuration: that of an installed NovaCron is not for this one
	mkdir -p "$data"
	chmod 0700 "$data"
	: >"$data/novacron.yaml"
	address >"$address_file"
	trap 'stop_appliance; exit 0' INT TERM
	trap stop_appliance EXIT
	setsid setpriv --pdeathsig TERM bin/novacron "$@" \
		--config "$data/novacron.yaml" --listen "$LISTEN" --socket "$socket" >"$log" 2>&1 &
	appliance=$!
	wait_for 30 is_ready || fail_with_log "NovaCron did not become ready in 30 s"
	is_running || fail_with_log "NovaCron ended"
}

# vm_state prints the VM's power state, or nothing where there is no such VM.
vm_state() {
	{ novacron vm show "$VM" --output json 2>/dev/null || true; } |
		sed -nE 's/^ *"state": *"([a-z]+)".*/\1/p' | head -n 1
}

wait_connected() {
	wait_for 30 is_connected_or_ended || true
	is_running || fail_with_log "NovaCron ended"
	if ! is_connected; then
		novacron node show >&2 || true
		fail "NovaCron did not reach libvirt in 30 s; what it says is above and in $log"
	fi
}

boot_vm() {
	local state made image
	state=$(vm_state)
	case "$state" in
	running)
		say "VM $VM is there already, and runs"
		return
		;;
	paused)
		say "VM $VM is there already, paused: resuming it"
		novacron vm resume "$VM"
		return
		;;
	?*)
		say "VM $VM is there already, $state: starting it"
		novacron vm start "$VM"
		return
		;;
	esac
	is_new=yes
	say "Making a small guest of the distribution's kernel and busybox"
	made=$(go run ./packaging/guestimage "$boot")
	mapfile -t image <<<"$made"
	say "Creating and booting VM $VM"
	novacron vm create "$VM" --title "A first VM" --memory 128MiB --nic none --start \
		--kernel "${image[0]}" --initrd "${image[1]}" --cmdline "${image[2]}"
}

has_printed() { [[ -s $console ]]; }

# What the guest printed before is not kept while nobody watches, and one that
# booted in an earlier run may be silent: Enter makes its shell print a prompt.
typed() { [[ -n $is_new ]] || echo; }

show_console() {
	say "Waiting for the guest's serial console"
	: >"$console"
	novacron vm console "$VM" --for 2m < <(typed) >"$console" 2>"$console.error" &
	reader=$!
	wait_for 120 has_printed_or_ended || true
	if ! has_printed; then
		cat "$console.error" >&2
		if is_reading; then fail "The guest has printed nothing for 2 minutes; look with: virsh console $VM"; fi
		fail "The console ended before the guest printed anything; look with: bin/novacron --server unix://$socket vm show $VM"
	fi
	sleep 1 # a little more than the first line
	kill "$reader" 2>/dev/null || true
	wait "$reader" 2>/dev/null || true
	# without the guest's requests to a terminal: ours would answer them
	tail -n 5 "$console" | sed -E 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/^/   | /' | tr -cd '\n[:print:]'
}

is_reading() { kill -0 "$reader" 2>/dev/null; }
has_printed_or_ended() { has_printed || ! is_reading; }

address() { echo "https://localhost:${LISTEN##*:}"; }

# first_login prints the code for the first administrator, where there is none.
first_login() {
	local code
	if code=$(novacron setup-code 2>/dev/null); then
		echo "   The first administrator is made there with this code: $code"
	else
		echo "   Log in there as the administrator that you made."
	fi
}

hints() {
	echo "   Its log: $log"
	if is_demo; then
		echo "   Its simulated VMs from a shell: bin/novacron --server unix://$socket vm list"
		return
	fi
	cat <<TEXT
   The same VM from a shell (as root):
     bin/novacron --server unix://$socket vm list
     bin/novacron --server unix://$socket vm console $VM
     virsh list --all ; virsh console $VM
TEXT
}

tell() {
	say "NovaCron serves $(address)"
	first_login
	hints
	echo "   Ctrl-C stops NovaCron and leaves the VM running."
}

# tell_running tells of the appliance of another run. A setup code is not made:
# that would end the one that run has shown.
tell_running() {
	say "NovaCron is already running on $data: $(cat "$address_file" 2>/dev/null || address)"
	hints
	echo "   The code of the first login, where there is no administrator yet:"
	echo "     bin/novacron --server unix://$socket setup-code"
	echo "   Ctrl-C in the terminal of that run stops it."
}

demo() {
	say "No usable hypervisor here: the demo runs instead. Its VMs are simulated, and every page says so."
	start_appliance demo --data-dir "$data/demo"
	say "NovaCron serves $(address)"
	first_login
	hints
	wait "$appliance"
}

main() {
	((EUID == 0)) || fail "Run this as root: it installs packages, starts libvirt and serves VMs."
	if answers; then
		tell_running
		return
	fi
	check_tools
	make --no-print-directory build
	if answers; then # it runs, and its binary was removed meanwhile
		tell_running
		return
	fi
	if ! has_hypervisor; then
		demo
		return
	fi
	start_appliance serve --data-dir "$data/data"
	wait_connected
	boot_vm
	show_console
	tell
	wait "$appliance"
}

main "$@"
