#!/usr/bin/env bash
# Builds each C program of src/main/c into target/c/, named like its source, and each library of src/main/c/jni to where the
# classes are that load it. Maven runs it in the compile phase.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

flags=(-O2 -std=c11 -Wall -Wextra -Werror)

out=target/c
mkdir -p "$out"
for source in src/main/c/*.c; do
    program="$out/$(basename "$source" .c)"
    [[ $program -nt $source ]] && continue
    "${CC:-cc}" "${flags[@]}" -o "$program" "$source" -ldl
done

# Only Maven says where a JDK is that has jni.h; the programs above are wanted without it too.
[[ -n ${1:-} ]] || exit 0
out=target/classes/io/ringcap/bench/jmh
mkdir -p "$out"
for source in src/main/c/jni/*.c; do
    library="$out/lib$(basename "$source" .c).so"
    [[ $library -nt $source ]] && continue
    "${CC:-cc}" "${flags[@]}" -shared -fPIC -I"$1/include" -I"$1/include/linux" -o "$library" "$source" -ldl
done
