# Sourced by the programs of this folder, which have set `name` to what they are called: help, what the machine must have, and a
# build of what the sources say. Sets root, jar and java.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jar=$root/bench/target/benchmarks.jar
PATH=$PATH:/usr/sbin:/sbin # where ip, ethtool and recorders may be
java=java
[[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java

say() { printf '%s: %s\n' "$name" "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# Prints the comment at the head of the program and ends it, if one of the arguments asks for that.
help_if_asked() {
    case " $* " in
        *' --help '* | *' -h '*)
            sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
    esac
}

need_network() {
    local program
    if ((EUID != 0)); then
        say 'it makes network namespaces; run it as root'
        exit 3
    fi
    for program in ip ethtool sysctl; do
        if ! has "$program"; then
            say "there is no $program; install iproute2, ethtool and procps"
            exit 3
        fi
    done
}

# Whether everything was built after the sources were last changed: by this script, whose stamp is as old as the beginning of its
# build, or by a whole build, which leaves jars that are newer.
is_built() {
    local stamp=$1 command=$root/samples/cli/target/ringcap-cli.jar since
    local sources=("$root"/pom.xml "$root"/*/pom.xml "$root"/samples/cli/pom.xml "$root"/native/CMakeLists.txt "$root"/native/build.sh "$root"/native/src/main
        "$root"/native/src/tools "$root"/java-api/src/main "$root"/samples/cli/src/main "$root"/bench/src/main)
    [[ -e $jar && -e $command ]] || return 1
    since=$jar
    [[ $command -nt $jar ]] || since=$command
    for since in "$stamp" "$since"; do
        [[ ! -e $since || -n $(find "${sources[@]}" -newer "$since" -type f -print -quit) ]] || return 0
    done
    return 1
}

# What is measured must be what the sources say: built again when any of them is newer than the last build.
need_build() {
    local stamp=$root/bench/target/live.built log=$root/bench/target/build.log started
    # Builds the command and the sender when they are missing, and says where no JDK is.
    "$root/samples/ringcap" --version >/dev/null
    if ! is_built "$stamp"; then
        mkdir -p "$root/bench/target"
        say "building, which takes a minute or two (log: $log)"
        started=$(mktemp "$stamp.XXXXXX")
        (cd "$root" && mvn -q -B -DskipTests package -pl bench,samples/cli -am) >"$log" 2>&1 </dev/null || {
            rm -f "$started"
            tail -n 30 "$log" >&2
            say "the build failed; the whole log is $log"
            exit 3
        }
        # As old as the build's beginning: what was changed meanwhile is built the next time.
        mv -f "$started" "$stamp"
    fi
    "$root/bench/build.sh"
}
