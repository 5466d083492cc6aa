#!/bin/sh
# The library shows nothing but the two JNI entry points, needs nothing but libc, and runs on old systems.
set -eu
library=$1
fail() {
    echo "$1" >&2
    exit 1
}

exported=$(nm -D --defined-only "$library" | awk '{print $NF}' | sort | tr '\n' ' ')
[ "$exported" = "JNI_OnLoad JNI_OnUnload " ] || fail "exported: $exported"

needed=$(readelf -d "$library" | grep NEEDED || true)
if echo "$needed" | grep -q pcap; then
    fail "linked against libpcap: $needed"
fi
readelf -d "$library" | grep -q 'BIND_NOW\|FLAGS.*NOW' || fail "not bound at load time"
readelf -lW "$library" | grep -q GNU_RELRO || fail "no relro"

newest=$(objdump -T "$library" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -n 1)
[ "$(printf '%s\n2.28\n' "$newest" | sort -V | tail -n 1)" = 2.28 ] || fail "needs glibc $newest, newer than 2.28"
echo "exports $exported; glibc $newest"
