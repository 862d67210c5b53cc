#!/bin/sh
# Pin all dependencies with hashes and without the name of any index. Run by `make requirements`.
set -eu
tools=.cache/pip-tools
test -x $tools/bin/pip-compile || { python3 -m venv $tools && $tools/bin/pip install --quiet pip-tools; }
pin() {
    $tools/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml
}
pin --extra build --output-file requirements.txt
pin --extra build --extra postgres --extra test --constraint requirements.txt --output-file requirements-test.txt
