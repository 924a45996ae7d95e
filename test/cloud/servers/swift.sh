#!/usr/bin/env bash
# Starts OpenStack Swift with its S3 API on loopback: a proxy, and one server each for accounts, containers and objects. All
# of their files are in the folder that is passed, their processes in `pids` there; it prints ENDPOINT=… once the proxy answers.
set -euo pipefail
D=$(realpath -m "${1:?usage: swift.sh FOLDER}"); mkdir -p "$D"/{log,disk/d1}
ACCOUNT=${S3_ACCESS_KEY%%:*} USER_NAME=${S3_ACCESS_KEY##*:} SECRET=${S3_SECRET_KEY}
fail() { echo "swift.sh: $*" >&2; tail -n 5 "$D"/log/* >&2 || true; exit 1; }
trap 'fail "failed at line $LINENO"' ERR
read -r PROXY ACCOUNTS CONTAINERS OBJECTS CACHE < <(python3 -c 'import socket
s=[socket.socket() for _ in "abcde"]
for x in s: x.bind(("127.0.0.1",0))
print(*[x.getsockname()[1] for x in s])')
printf '[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n' > "$D/swift.conf"
ring() {
  swift-ring-builder "$D/$1.builder" create 2 1 0
  swift-ring-builder "$D/$1.builder" add --region 1 --zone 1 --ip 127.0.0.1 --port "$2" --device d1 --weight 1
  swift-ring-builder "$D/$1.builder" rebalance
}
{ ring account "$ACCOUNTS"; ring container "$CONTAINERS"; ring object "$OBJECTS"; } >> "$D/log/rings" 2>&1
server() {
  cat > "$D/$1.conf" <<C
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
swift_dir = $D
devices = $D/disk
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 0
user = $(id -un)
log_address = $D/no-syslog
$3
C
}
storage() { server "$1" "$2" "
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
"; }
storage account "$ACCOUNTS"; storage container "$CONTAINERS"; storage object "$OBJECTS"
server proxy "$PROXY" "
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$CACHE
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_${ACCOUNT}_${USER_NAME} = $SECRET .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"
# In groups of their own, so that a signal for the tests is not one for them.
bg() { setsid "$@" </dev/null >>"$D/log/out" 2>&1 & echo $! >> "$D/pids"; }
bg memcached -u "$(id -un)" -l 127.0.0.1 -p "$CACHE" -m 16
for name in account container object proxy; do
  bg "swift-$name-server" "$D/$name.conf" -v
done
for ((i=0;;i++)); do
  { exec 3<>"/dev/tcp/127.0.0.1/$PROXY" && printf 'GET /healthcheck HTTP/1.0\r\n\r\n' >&3 && read -r -t 5 line <&3 && [[ $line == HTTP/*\ 200* ]]; } 2>/dev/null && break
  ((i<600)) || fail "no answer in 60 s"; sleep 0.1
done
# The proxy answers before the others do, and avoids for a minute a server that did not.
for port in "$ACCOUNTS" "$CONTAINERS" "$OBJECTS" "$CACHE"; do
  for ((i=0;;i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    ((i<600)) || fail "port $port is closed after 60 s"; sleep 0.1
  done
done
echo "ENDPOINT=http://127.0.0.1:$PROXY"
