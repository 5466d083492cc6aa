#!/bin/sh
# A folder with what the cross-built tests need at run time under qemu-user: Debian's libpcap, the sanitizers' runtimes, and what
# they stand on. Nothing is installed: apt works on lists and a package state of its own, and needs neither root nor
# `dpkg --add-architecture`.
#
#   sysroot.sh <Debian architecture> <folder> [more packages]
set -eu

[ $# -ge 2 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
arch=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
shift 2
packages="libpcap0.8 libasan8 libubsan1 $*"

# What is there serves until something else is asked for.
if [ -f "$folder/packages" ] && [ "$(cat "$folder/packages")" = "$packages" ]; then
    exit 0
fi
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    { echo "no apt-get: put the $arch libraries of $packages into $folder, and their names into $folder/packages" >&2; exit 1; }

rm -rf "${folder:?}"/*
state=$folder/apt
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
: >"$state/status"
apt() {
    apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures::="$arch" -o APT::Sandbox::User= \
        -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::State::lists="$state/lists" \
        -o Dir::Cache="$state/cache" -o Debug::NoLocking=true "$@"
}
log=$folder/apt.log
# A third party's source may know nothing of the architecture; what matters is whether the packages are found.
apt update >"$log" 2>&1 || true
# shellcheck disable=SC2086
apt install --yes --no-install-recommends --download-only $packages >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
for package in "$state"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$folder"
done
rm -rf "$state"
echo "$packages" >"$folder/packages"
