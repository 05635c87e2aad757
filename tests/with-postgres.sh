#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own: on a free port, in a temporary folder, ended by its id.
# The command finds it in ANKAO_TEST_POSTGRES.
#
# Without a command it says the server's address, and does what it is told line by line until nothing more can
# come: `kill` (all of the server at once, nothing is written any more) and `start`, each answered by `done`.
set -euo pipefail

binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$binaries" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }

folder=$(mktemp -d)
# PostgreSQL does not run as root.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    chown nobody "$folder"
    as_owner=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
server=
end_server() {
    [ -z "$server" ] || { kill -QUIT "$server" && wait "$server"; } 2>/dev/null || true
    server=
}
finish() {
    end_server
    rm -rf "$folder"
}
trap finish EXIT

# Where a whole suite runs, nothing has to outlive the machine.
options=(-c fsync=off -c full_page_writes=off)
[ "$#" -gt 0 ] || options=()
start_server() {
    "${as_owner[@]}" "$binaries/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c max_connections=300 -c ssl=on "${options[@]}" >>"$folder/log" 2>&1 &
    server=$!
    until "$binaries/pg_isready" -q -h 127.0.0.1 -p "$port"; do
        # Another has the port.
        kill -0 "$server" 2>/dev/null || { server=; return 1; }
        sleep 0.1
    done
}

prepare() {
    "${as_owner[@]}" "$binaries/initdb" -D "$folder/data" -U ankao --auth=trust --locale=C.UTF-8 --no-sync
    "${as_owner[@]}" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE -keyout "$folder/data/server.key" -out "$folder/data/server.crt"
    chmod 600 "$folder/data/server.key"
    chmod a+rx "$folder"
    cp "$folder/data/server.crt" "$folder/server.crt"
}
prepare >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    start_server && break
done
[ -n "$server" ] || { cat "$folder/log" >&2; exit 1; }

export ANKAO_TEST_POSTGRES="postgres://ankao@127.0.0.1:$port/postgres?sslmode=disable"
if [ "$#" -gt 0 ]; then
    "$@"
else
    echo "$ANKAO_TEST_POSTGRES"
    echo "$folder/server.crt"
    while read -r order; do
        case "$order" in
            kill) end_server ;;
            start) start_server || { cat "$folder/log" >&2; exit 1; } ;;
        esac
        echo done
    done
fi
