#!/bin/sh
# Complete .venv and everything built: `sh scripts/setup.sh` to run Niukou, `… dev` to test it too.
# A second run with the same inputs takes a moment; an interrupted one is taken up again.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH || true

say() { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if is_new_enough "$name"; then echo "$name"; return; fi
    done
    fail "Niukou needs Python 3.11 or newer, and none is installed here (on Debian or Ubuntu: apt install python3 python3-venv)."
}

make_venv() {
    if is_new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; then return; fi
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "Python is here, but its venv module is not complete (on Debian or Ubuntu: apt install python3-venv)."
    rm -rf .venv
    "$python" -m venv .venv || { rm -rf .venv; fail "The folder .venv could not be made: see the lines above."; }
}

# install STAMP FILE...: nothing when STAMP says that it was done for these very files.
install() {
    stamp=.venv/.installed-$1; shift
    now=$(cat "$@" | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && is_new_enough .venv/bin/python; then return; fi
    rm -f "$stamp"
    make_venv
    say "Installing packages (a minute or two, only this time) …"
    for file in "$@"; do
        case $file in */data.txt) alone=--no-deps ;; *) alone= ;; esac
        .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
            --require-hashes $alone -r "$file" ||
            fail "The packages of $file could not be installed: see the lines above, then run the same command again."
    done
    printf '%s\n' "$now" > "$stamp"
}

# Gather what browsers load, when any of it is newer than the last gathering.
collect_static() {
    stamp=staticfiles/.collected
    now=$(cat requirements/main.txt config/settings.py static/niukou/.stamp 2>/dev/null | cksum)
    newer=$(find static niukou -path '*static/*' -type f -newer "$stamp" 2>/dev/null | head -n 1)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && [ -z "$newer" ]; then return; fi
    mkdir -p staticfiles
    said=$(DJANGO_SETTINGS_MODULE=config.settings .venv/bin/python -m django \
        collectstatic --no-input --verbosity 0 2>&1) ||
        fail "$said" "The files for browsers could not be collected: see the lines above."
    printf '%s\n' "$now" > "$stamp"
}

# Two runs at the same time must not install into each other.
if command -v flock >/dev/null 2>&1; then exec 9> .setup.lock; flock 9; fi

install main requirements/main.txt requirements/build.txt requirements/data.txt
if [ "${1:-}" = dev ]; then install dev requirements/dev.txt; fi
.venv/bin/python scripts/build_assets.py
.venv/bin/python -m scripts.messages compile
collect_static
