#!/usr/bin/env python3
"""What .ci/release asks of one or two built trees: exactly the artifacts that are to be published, each with what belongs into
it; a bill of materials that lists exactly Maven's dependency tree; the same bytes in both trees."""

import hashlib
import json
import pathlib
import re
import sys
import zipfile

LIBRARIES = {f"META-INF/native/linux-{arch}/libringcap.so": machine for arch, machine in (("x86_64", 62), ("aarch64", 183))}


def fail(text):
    sys.exit(f"\n!! {text}")


def artifacts(tree, version):
    """The published files, by name; fails when one is missing or there is another."""
    wanted = [f"native/target/ringcap-native-{version}{kind}.jar"
              for kind in ("", "-sources", "-javadoc", "-linux-x86_64", "-linux-aarch64")]
    wanted += [f"java-api/target/ringcap-{version}{kind}.jar" for kind in ("", "-sources", "-javadoc")]
    found = sorted(str(jar.relative_to(tree)) for jar in tree.glob("*/target/*.jar"))
    if found != sorted(wanted):
        fail(f"artifacts: missing {sorted(set(wanted) - set(found))}, not expected {sorted(set(found) - set(wanted))}")
    return wanted + ["target/bom.json"] + [f"native/target/classes/{library}" for library in LIBRARIES]


def names_in(jar):
    with zipfile.ZipFile(jar) as archive:
        return [name for name in archive.namelist() if not name.endswith("/")]


def check_contents(tree, version):
    native = tree / "native/target"
    for kind, wanted in (("", set(LIBRARIES)),
                         ("-linux-x86_64", {name for name in LIBRARIES if "x86_64" in name}),
                         ("-linux-aarch64", {name for name in LIBRARIES if "aarch64" in name})):
        jar = native / f"ringcap-native-{version}{kind}.jar"
        libraries = {name for name in names_in(jar) if name.endswith(".so")}
        if libraries != wanted:
            fail(f"{jar.name} holds {sorted(libraries)}, not {sorted(wanted)}")
        with zipfile.ZipFile(jar) as archive:
            for name in libraries:
                machine = int.from_bytes(archive.read(name)[18:20], "little")
                if machine != LIBRARIES[name]:
                    fail(f"{jar.name}: {name} is for ELF machine {machine}")
    main = tree / f"java-api/target/ringcap-{version}.jar"
    sources = set(names_in(tree / f"java-api/target/ringcap-{version}-sources.jar"))
    without = [name for name in names_in(main) if re.fullmatch(r"[\w/]+\.class", name)
               and name[:-6] + ".java" not in sources]
    pages = names_in(tree / f"java-api/target/ringcap-{version}-javadoc.jar")
    internal = [name for name in pages if name.startswith("io/ringcap/internal/")]
    if "io/ringcap/CaptureManager.html" not in pages or internal:
        fail(f"javadoc: no page of CaptureManager, or pages of what is internal: {internal[:3]}")
    # A class that is not the first of its file has no source file of its name.
    known = {name.rsplit("/", 1)[0] for name in sources}
    if any(name.rsplit("/", 1)[0] not in known for name in without):
        fail(f"sources jar: nothing for {without[:3]}")
    for jar in (main, native / f"ringcap-native-{version}.jar"):
        if "META-INF/LICENSE" not in names_in(jar):
            fail(f"{jar.name} has no META-INF/LICENSE")


def tree_of(tree):
    """group:name:version -> whether optional, of the compile and runtime dependencies, out of dependency:tree's text."""
    dependencies = {}
    for line in (tree / "java-api/target/tree.txt").read_text().splitlines()[1:]:
        match = re.search(r"([\w.-]+):([\w.-]+):jar:(?:[\w.-]+:)?([\w.-]+):(\w+)( \(optional\))?", line)
        if not match:
            fail(f"not understood in the dependency tree: {line}")
        group, name, version, scope, optional = match.groups()
        if scope != "test":
            dependencies[f"{group}:{name}:{version}"] = optional is not None
    return dependencies


def check_bill(tree, version):
    bill = json.loads((tree / "target/bom.json").read_text())
    if bill["bomFormat"] != "CycloneDX" or "timestamp" in bill["metadata"]:
        fail("target/bom.json is no CycloneDX bill, or carries the time it was made")
    listed = {f"{c['group']}:{c['name']}:{c['version']}": c.get("scope") == "optional" for c in bill["components"]}
    wanted = tree_of(tree)
    wanted[f"io.ringcap:ringcap:{version}"] = False
    if listed != wanted:
        fail("the bill of materials is not the dependency tree: "
             + ", ".join(sorted(f"{c} ({listed.get(c)} in the bill, {wanted.get(c)} in the tree)"
                                for c in set(listed) | set(wanted) if listed.get(c) != wanted.get(c))))
    unlicensed = [c["name"] for c in bill["components"] if not c.get("licenses")]
    if unlicensed:
        fail(f"no licence in the bill of materials: {unlicensed}")
    optional = sum(listed.values())
    print(f"bill of materials: {len(listed)} components, {optional} of them optional, as in the dependency tree")


def first_difference(one, other):
    """Where two files differ, as exactly as it can be said."""
    if not zipfile.is_zipfile(one):
        a, b = one.read_bytes(), other.read_bytes()
        at = next((i for i in range(min(len(a), len(b))) if a[i] != b[i]), min(len(a), len(b)))
        return f"byte {at}: {a[max(0, at - 20):at + 40]!r} and {b[max(0, at - 20):at + 40]!r}"
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(other) as right:
        for a, b in zip(left.infolist(), right.infolist()):
            for what in ("filename", "CRC", "date_time", "external_attr", "create_system", "compress_type", "compress_size", "extra"):
                if getattr(a, what) != getattr(b, what):
                    return f"entry {a.filename}: {what} {getattr(a, what)!r} and {getattr(b, what)!r}"
        if len(left.infolist()) != len(right.infolist()):
            return f"{len(left.infolist())} and {len(right.infolist())} entries"
    return "the archives' own fields"


def main():
    trees = [pathlib.Path(argument) for argument in sys.argv[1:]]
    version = re.search(r"<version>([^<]+)</version>", (trees[0] / "pom.xml").read_text()).group(1)
    check_bill(trees[0], version)
    lists = [artifacts(tree, version) for tree in trees]
    check_contents(trees[0], version)
    different = []
    for path in lists[0]:
        sums = [hashlib.sha256((tree / path).read_bytes()).hexdigest() for tree in trees]
        print(f"{(trees[0] / path).stat().st_size:>10}  {sums[0][:16]}  {path}")
        if len(set(sums)) > 1:
            different.append(f"{path}: {first_difference(trees[0] / path, trees[1] / path)}")
    if different:
        fail("two builds, different bytes:\n   " + "\n   ".join(different))
    if len(trees) > 1:
        print(f"{len(lists[0])} artifacts, the same bytes in both builds")


main()
