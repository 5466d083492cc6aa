#!/usr/bin/env bash
# Builds each C program of src/main/c into target/c/, named like its source, and each library of src/main/c/jni to where the
# classes are that load it. bench_* are no programs, but parts of all of them. Maven runs it in the compile phase.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

flags=(-O2 -std=c11 -Wall -Wextra -Werror)
parts=(src/main/c/bench_*.c)

# Whether a product is newer than what it is made of.
is_current() {
    local product=$1 source
    for source in "$2" src/main/c/bench_*; do
        [[ $product -nt $source ]] || return 1
    done
}

out=target/c
mkdir -p "$out"
for source in src/main/c/*.c; do
    [[ ${source##*/} != bench_* ]] || continue
    program="$out/$(basename "$source" .c)"
    is_current "$program" "$source" && continue
    "${CC:-cc}" "${flags[@]}" -o "$program" "$source" "${parts[@]}" -ldl
done

# Only Maven says where a JDK is that has jni.h; the programs above are wanted without it too.
[[ -n ${1:-} ]] || exit 0
out=target/classes/io/ringcap/bench/jmh
mkdir -p "$out"
for source in src/main/c/jni/*.c; do
    library="$out/lib$(basename "$source" .c).so"
    is_current "$library" "$source" && continue
    "${CC:-cc}" "${flags[@]}" -shared -fPIC -I"$1/include" -I"$1/include/linux" -o "$library" "$source" "${parts[@]}" -ldl
done
