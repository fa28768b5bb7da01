#!/usr/bin/env bash
# Runs Swift on any machine: the system's own where there is one, else Debian's, unpacked into a cache folder beside everything else.
#
#   scripts/swift.sh test --package-path protocol     any swift command
#   scripts/swift.sh exec <binary> [argument ...]     what it built, on this machine
#   scripts/swift.sh --available                      0 when either can run, without installing anything
#   scripts/swift.sh --install                        unpacks Debian's Swift (about 450 MB to fetch, 2.5 GB on disk)
#
# The unpacked root is entered in a mount namespace of its own, so no mount outlives the command and nothing of it is seen outside.
set -euo pipefail

suite=trixie
cache=${LIGHTY_SWIFT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lighty}
root=$cache/swift-6.0.3
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { echo "swift.sh: $*" >&2; }
is_unpacked() { [[ -x $root/usr/libexec/swift/bin/swift-test ]]; }
can_run() { has_system || { is_unpacked && apart true 2>/dev/null; }; }

# Swift 6 or newer. On a Mac without Xcode the command is there and only asks for it.
has_system() {
  command -v swift >/dev/null || return 1
  [[ $(uname) != Darwin ]] || xcode-select -p >/dev/null 2>&1 || return 1
  swift --version 2>/dev/null | grep -Eq 'Swift version ([6-9]|[1-9][0-9])\.'
}

# A mount namespace needs root, of the machine or of a user namespace.
apart() {
  if [[ $(id -u) -eq 0 ]]; then unshare --mount "$@"; else unshare --map-root-user --mount "$@"; fi
}

install() {
  has_system && { say "the system has $(command -v swift)"; return; }
  is_unpacked && { say "it is in $root"; return; }
  command -v apt-get >/dev/null || { say "there is no swift and no apt-get here: install Swift 6 (swift.org)"; exit 1; }
  if ! command -v mmdebstrap >/dev/null; then
    say "installing mmdebstrap"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mmdebstrap >&2 \
      || { apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mmdebstrap >&2; }
  fi
  # Wherever this machine fetches Debian from is where its Swift comes from.
  local mirror
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || { apt-get update -qq >&2; mirror=$(debian_mirror); }
  [[ -n $mirror ]] || { say "apt is not configured with a Debian archive: install Swift 6 (swift.org)"; exit 1; }

  partial=$root.partial.$$ # not local: the trap still needs it
  trap 'rm -rf "$partial"' EXIT
  mkdir -p "$cache"
  say "unpacking Swift of Debian $suite"
  mmdebstrap --quiet --variant=extract --include=swiftlang,libc6-dev,libstdc++-14-dev "$suite" "$partial" "$mirror" 2>&1 | grep -v '^W: skipping mounting' >&2 || true
  # An unpacked system lacks what base-files would have linked.
  for folder in bin sbin lib lib64; do
    [[ -e $partial/$folder || ! -d $partial/usr/$folder ]] || ln -s "usr/$folder" "$partial/$folder"
  done
  mkdir -p "$partial/home" "$partial/proc"
  [[ -x $partial/usr/libexec/swift/bin/swift-test ]] || { say "no Swift came out of it"; exit 1; }
  # Another run may have been faster.
  mv -T "$partial" "$root" 2>/dev/null || is_unpacked
}

debian_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1; }

# The same paths inside as outside: the tree, the cache, /tmp. Its own temporary files, of which it leaves some, are gone with the namespace.
enter() {
  # shellcheck disable=SC2016
  apart bash -c '
    set -e
    root=$1 wd=$2; shift 2
    while [[ $1 != -- ]]; do mkdir -p "$root$1"; mount --rbind "$1" "$root$1"; shift; done
    shift
    mkdir -p "$root/var/tmp"; mount -t tmpfs tmpfs "$root/var/tmp"
    exec env -i TMPDIR=/var/tmp PATH=/usr/libexec/swift/bin:/usr/bin:/usr/sbin HOME=/home LANG=C.UTF-8 "$(command -v unshare)" --root="$root" --wd="$wd" "$@"
  ' enter "$root" "$PWD" /proc /dev /tmp ${TMPDIR:+"$TMPDIR"} "$repo" -- "$@"
}

# One build of a package at a time: SwiftPM's own lock lies among its temporary files, and those are private to each namespace. The lock is on the
# package's folder, so that no file is left, and ends with the process.
alone() {
  local package=. previous=
  for argument in "$@"; do
    [[ $previous != --package-path ]] || package=$argument
    previous=$argument
  done
  exec 9<"$package"
  flock 9
}

# The unpacked root's own loader and libraries, for a program it has built.
execute() {
  has_system && exec "$@"
  local loaders=("$root"/usr/lib*/ld-linux-*.so.*) libraries=("$root"/usr/lib/*-linux-gnu)
  exec "${loaders[0]}" --library-path "${libraries[0]}:$root/usr/libexec/swift/lib/swift/linux" "$@"
}

case ${1:-} in
  --available) can_run ;;
  --install) install ;;
  "") sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  *)
    can_run || { say "no Swift here; scripts/swift.sh --install fetches it"; exit 1; }
    if [[ $1 == exec ]]; then shift; execute "$@"; fi
    # A kept manifest does not notice a file that is new in another package of the tree.
    case $1 in build | test) set -- "$1" --disable-build-manifest-caching "${@:2}" ;; esac
    if has_system; then exec swift "$@"; fi
    case $1 in build | test) alone "$@" ;; esac
    enter swift "$@"
    ;;
esac
