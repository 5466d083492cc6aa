#!/usr/bin/env bash
# Builds each C program of src/main/c into target/c/, named like its source. Maven runs it in the compile phase.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

out=target/c
mkdir -p "$out"
for source in src/main/c/*.c; do
    program="$out/$(basename "$source" .c)"
    [[ $program -nt $source ]] && continue
    "${CC:-cc}" -O2 -std=c11 -Wall -Wextra -Werror -o "$program" "$source" -ldl
done
