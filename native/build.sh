#!/bin/sh
# Builds the shim; Maven calls it, people may.
#
#   build.sh lib   <java home> <target dir>   release library into <target>/classes/META-INF/native/<os>-<arch>/,
#                                             tools into <target>/tools/; also the aarch64 library where its compiler
#                                             is installed
#   build.sh test  <java home> <target dir>   sanitized tests, run by ctest; CTEST_ARGS adds to its arguments
#   build.sh cross <java home> <target dir>   the aarch64 library only; fails without its compiler
#   build.sh test-cross <java home> <target dir>   the sanitized tests for aarch64 under qemu-user, all but the live ones;
#                                             fetches Debian's libpcap for arm64 into <target>/sysroot-aarch64
#
# JOBS sets the number of compiler processes (2).
set -eu

usage() {
    sed -n '2,13p' "$0" >&2
    exit 2
}

[ $# -eq 3 ] || usage
goal=$1
java_home=$2
mkdir -p "$3"
target=$(cd "$3" && pwd)
source=$(cd "$(dirname "$0")" && pwd)
jobs=${JOBS:-2}

# Into its place by renaming: one that runs or is mapped keeps what it has.
put() {
    cp "$1" "$1.$$"
    mv -f "$1.$$" "$2"
}

# The release library of one architecture: build directory, architecture, more cmake arguments.
build_library() {
    build=$1
    arch=$2
    shift 2
    cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DJAVA_HOME="$java_home" "$@" >"$build.log" 2>&1 ||
        { cat "$build.log" >&2; exit 1; }
    cmake --build "$build" --parallel "$jobs"
    into=$target/classes/META-INF/native/linux-$arch
    mkdir -p "$into"
    put "$build/libringcap.so" "$into/libringcap.so"
}

host_arch() {
    case $(uname -m) in
        x86_64 | amd64) echo x86_64 ;;
        aarch64 | arm64) echo aarch64 ;;
        *) uname -m ;;
    esac
}

need_cross() {
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 ||
            { echo "$command is missing; on Debian: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user" >&2; exit 1; }
    done
}

cross() {
    need_cross aarch64-linux-gnu-gcc
    build_library "$target/cmake-aarch64" aarch64 -DCMAKE_TOOLCHAIN_FILE="$source/cmake/aarch64-linux-gnu.cmake"
}

case $goal in
    lib)
        build_library "$target/cmake" "$(host_arch)"
        mkdir -p "$target/tools"
        put "$target/cmake/ringcap-send" "$target/tools/ringcap-send"
        put "$target/cmake/ringcap-talk" "$target/tools/ringcap-talk"
        if [ "$(host_arch)" = x86_64 ] && command -v aarch64-linux-gnu-gcc >/dev/null 2>&1; then
            cross
        fi
        ;;
    test)
        build=$target/cmake-test
        cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DJAVA_HOME="$java_home" -DRCAP_TESTS=ON \
            -DRCAP_SANITIZE=ON >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
        cmake --build "$build" --parallel "$jobs"
        cd "$build"
        # shellcheck disable=SC2086
        ctest --output-on-failure ${CTEST_ARGS:-}
        ;;
    cross)
        cross
        ;;
    test-cross)
        need_cross aarch64-linux-gnu-gcc qemu-aarch64
        "$source/sysroot.sh" arm64 "$target/sysroot-aarch64"
        build=$target/cmake-test-aarch64
        cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DJAVA_HOME="$java_home" -DRCAP_TESTS=ON \
            -DRCAP_SANITIZE=ON -DCMAKE_TOOLCHAIN_FILE="$source/cmake/aarch64-linux-gnu.cmake" \
            "-DCMAKE_CROSSCOMPILING_EMULATOR=$source/emulate.sh;$target/sysroot-aarch64" >"$build.log" 2>&1 ||
            { cat "$build.log" >&2; exit 1; }
        cmake --build "$build" --parallel "$jobs"
        cd "$build"
        # shellcheck disable=SC2086
        ctest --output-on-failure --output-log tests.log ${CTEST_ARGS:-}
        # All of these, and none of them skipped: one that falls out of the list would not be missed otherwise.
        passed=$(awk '/ Test +#.* Passed / { print $4 }' tests.log | sort | tr '\n' ' ')
        expected="block direct emulation error file filter group library merge old pcapng platform select stats "
        [ -n "${CTEST_ARGS:-}" ] || [ "$passed" = "$expected" ] ||
            { printf 'passed:   %s\nexpected: %s\n' "$passed" "$expected" >&2; exit 1; }
        ;;
    *)
        usage
        ;;
esac
