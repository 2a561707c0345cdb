# Sourced by the scripts beside it: installing Debian's packages as root, through sudo, or not at all.
# shellcheck shell=sh

say() { echo "$*" >&2; }

has_apt() {
    command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1
}

# Root may; so may a person whom sudo lets in, by a password only where there is a terminal to type it on.
may_install() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null 2>&1 || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

apt() {
    if [ "$(id -u)" = 0 ]; then as_root=env; else as_root="sudo env"; fi
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}

# A list of packages that is stale may do: what counts is whether a package can be installed.
refresh_packages() {
    apt update >/dev/null 2>&1 || true
}

# install_packages "PACKAGE..." [COMMAND]: COMMAND is what to run again after installing by hand.
install_packages() {
    if ! may_install; then
        say "Missing: $1"
        say "They need root's rights. Run this, then ${2:-the same command} again:"
        say "    sudo apt-get install $1"
        exit 1
    fi
    say "Installing $1..."
    log=$(mktemp)
    refresh_packages
    # shellcheck disable=SC2086 # one word a package
    if apt install --no-install-recommends $1 >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        say "Could not install: $1"
        say "Install them by hand, then run ${2:-the same command} again."
        exit 1
    fi
}
