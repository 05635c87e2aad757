#!/usr/bin/env bash
# All checks, from a clean checkout: what they need is installed first. Stops at the first that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

# Cargo may be told where to build; the browser tests start the binary from there.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
packages=(chromium fonts-noto-cjk openssl poppler-utils postgresql unzip)

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "packages"
for tool in cargo node npm; do
    command -v "$tool" >/dev/null || { echo "The tests need $tool: Rust 1.95 or later, Node 20.19 or later with npm."; exit 1; }
done
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        echo "The tests need these packages: ${missing[*]}"
        echo "Install them with: sudo apt-get install ${missing[*]}"
        exit 1
    fi
fi

step "web: packages"
(cd web && npm ci --no-audit --no-fund --loglevel=error)
step "web: types, lint, unit tests, build"
(cd web && npm run typecheck && npm run lint && npm run test && npm run build)

step "formatting"
cargo fmt --check

# Advisories need the network: `cargo deny check advisories` where there is one.
step "dependencies: licences, sources"
command -v cargo-deny >/dev/null || cargo install --quiet --locked --target-dir "$CARGO_TARGET_DIR/tools" cargo-deny
cargo deny --log-level error check bans licenses sources

step "clippy"
cargo clippy --all-targets --quiet -- -D warnings

step "Rust tests"
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --no-fail-fast --status-level fail --final-status-level fail
else
    cargo test --quiet
fi

# The server that the package starts is left alone: the tests have one of their own.
step "Rust tests on PostgreSQL"
on_postgres='binary(http) | binary(model) | binary(statements) | test(store::desk::model)'
if cargo nextest --version >/dev/null 2>&1; then
    tests/with-postgres.sh cargo nextest run --no-fail-fast --status-level fail --final-status-level fail -E "$on_postgres"
else
    tests/with-postgres.sh cargo test --quiet --test http --test model --test statements
    tests/with-postgres.sh cargo test --quiet --lib store::desk::model
fi

step "doc tests"
cargo test --doc --quiet

step "OpenAPI document"
cargo run --quiet -- openapi | diff - openapi/openapi.json || { echo "run: make bless"; exit 1; }

step "question bank"
cargo run --quiet -- bank check

step "benches, in short"
cargo test --quiet --bench paper --bench board
cargo test --quiet --bench service -- --short

step "browser tests"
(cd web && ANKAO_BINARY="$CARGO_TARGET_DIR/debug/ankao" npm run e2e)

step "all passed"
