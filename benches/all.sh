#!/usr/bin/env bash
# Every measurement, with its limit beside it: functions by criterion, then the service under load.
set -euo pipefail
cd "$(dirname "$0")/.."

for bench in paper board service; do
    printf '\n== %s\n' "$bench"
    cargo bench --quiet --bench "$bench"
done

printf '\n== a slow line\n'
cargo build --quiet --release
(cd web && ANKAO_BINARY="${CARGO_TARGET_DIR:-$PWD/../target}/release/ankao" npm run --silent speed)
