#!/bin/sh
# ringcap-send sends what it says, in a namespace of its own; the kernel's counter is the witness.
set -eu
send=$(realpath "$1")
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
unshare -n true 2>/dev/null || { echo "skipped: cannot make a network namespace"; exit 77; }
command -v ip >/dev/null 2>&1 || { echo "skipped: needs ip"; exit 77; }

unshare -n sh -s "$send" <<'SCRIPT'
set -eu
send=$1
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || true
ip link add a0 type veth peer name a1
ip link set a0 up
ip link set a1 up
received() { awk '$1 == "a1:" {print $3, $2}' /proc/net/dev; }
expect() {
    echo "$1"
    case $1 in "$2"*) ;; *) echo "expected $2" >&2; exit 1 ;; esac
    [ "$(received)" = "$3" ] ||
        { echo "the interface counted $(received), not $3" >&2; exit 1; }
}
expect "$("$send" --interface a0 --count 5000 --size 100)" '{"sent":5000,"bytes":500000,' "5000 500000"
expect "$("$send" --interface a0 --count 1200 --mix)" '{"sent":1200,"bytes":432200,' "6200 932200"
expect "$("$send" --interface a0 --count 300 --pps 1000 --size 60)" \
    '{"sent":300,"bytes":18000,"seconds":0.' "6500 950200"
"$send" --interface a0 --seconds 0.2 --pps 100 --start 7
after=$(received | awk '{print $1 + 40, $2 + 2400}')
expect "$("$send" --interface a0 --count 40 --size 60 --ports 4)" '{"sent":40,"bytes":2400,' "$after"
if "$send" --interface a0 --count 1 --ports 0 2>/dev/null; then exit 1; fi
if "$send" --interface nosuch --count 1 2>/dev/null; then exit 1; fi
if "$send" --count 1 2>/dev/null; then exit 1; fi
SCRIPT
