#!/bin/sh
# Runs one program of the cross build; CMake calls it for each test.
#
#   emulate.sh <sysroot> <program> [arguments]
#
# In a network namespace of its own, which has nothing but lo: libpcap asks every other interface for its link state, by an
# ioctl that qemu does not know, and then lists no interface at all. LSan cannot work here, since qemu does not emulate ptrace;
# leaks are looked for by the tests that run on this machine's own processor.
set -eu
sysroot=$1
shift
ulimit -c 0
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS
if [ "$(id -u)" = 0 ]; then
    own="unshare --net"
else
    own="unshare --map-root-user --net"
fi
# shellcheck disable=SC2016
exec $own sh -c 'ip link set lo up && exec qemu-aarch64 -L "$@"' sh "$sysroot" "$@"
