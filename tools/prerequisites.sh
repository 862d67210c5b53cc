#!/bin/sh
# prerequisites.sh run|test|bench: name what this machine lacks, with the one line that installs it.
set -eu

missing=""
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

python="${PYTHON:-python3}"
need "$python" python3
need make make
if command -v "$python" >/dev/null 2>&1; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "tamizdat: Python 3.11 or newer is needed, and $python is $("$python" --version): set PYTHON to a newer one" >&2
        exit 1
    }
    "$python" -c 'import venv, ensurepip' 2>/dev/null || missing="$missing python3-venv"
fi
if [ "$1" != run ]; then
    need chromium chromium
    need npm npm
    need java default-jre-headless
    need git git
    need /usr/sbin/postfix postfix
    need spamassassin spamassassin
    need strace strace
    need systemd-analyze systemd
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
fi
if [ "$1" = bench ]; then
    need nginx nginx-light
    need wrk wrk
fi
if [ -n "$missing" ]; then
    echo "tamizdat: this machine lacks:$missing. Install it with:" >&2
    echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
