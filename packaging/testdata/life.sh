# The life of the service on a host with systemd and libvirt. Prints '== STEP'
# before each step, and what the test asks for.
set -uo pipefail

wait_for() {
	local until=$((SECONDS + 40))
	until "$@" >/dev/null 2>&1; do
		((SECONDS < until)) || {
			echo "waited in vain for: $*"
			journalctl --no-pager --lines 40 --unit novacron --unit libvirtd
			return 1
		}
		sleep 0.2
	done
}
running() { virsh domstate "$1" 2>/dev/null | grep -q running && echo "$1 runs"; }
connected() { novacron node show --output json | grep -Eq '"connected": *true'; }
property() { systemctl show --value --property "$1" novacron; }
restarted() { [[ $(property NRestarts) == "$1" && $(property ActiveState) == active ]]; }

echo "== installed"
dpkg --install /life/novacron.deb
echo "active: $(property ActiveState)"
echo "user: $(stat --format %U "/proc/$(property MainPID)")"
echo "data: $(stat --format '%U %a' /var/lib/novacron)"
wait_for connected && echo "connected to libvirt"

echo "== created"
novacron vm create survivor --memory 64MiB --nic none --start
running survivor
virsh dumpxml survivor | grep -q novacron && echo "marked in its definition"

echo "== killed"
kill -KILL "$(property MainPID)"
wait_for restarted 1 && echo "restarted"
wait_for connected
running survivor

echo "== hung"
kill -STOP "$(property MainPID)"
wait_for restarted 2 && echo "restarted by the watchdog"
wait_for connected
running survivor

echo "== removed"
dpkg --remove novacron
echo "active: $(property ActiveState)"
running survivor
virsh list --all --name | grep -x survivor

echo "== again"
dpkg --install /life/novacron.deb
wait_for connected
novacron vm list
running survivor

echo "== purged"
dpkg --purge novacron
[[ -e /var/lib/novacron ]] || echo "records gone"
running survivor
