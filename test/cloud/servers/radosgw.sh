#!/usr/bin/env bash
# Starts Ceph's object gateway with a monitor and one store, which is kept in memory, on loopback. All of its files are in
# the folder that is passed, its processes in `pids` there; it prints KEY=value lines once the gateway answers.
set -euo pipefail
D=$(realpath -m "${1:?usage: radosgw.sh FOLDER}"); mkdir -p "$D"/{mon,osd,run,log}
ACCESS=${S3_ACCESS_KEY:-albumaccesskey000000} SECRET=${S3_SECRET_KEY:-albumsecret0000000000000000000000000000}
fail() { echo "radosgw.sh: $*" >&2; tail -n 5 "$D"/log/* >&2 || true; exit 1; }
trap 'fail "failed at line $LINENO"' ERR
read -r MP RP < <(python3 -c 'import socket
s=[socket.socket() for _ in "ab"]
for x in s: x.bind(("127.0.0.1",0))
print(*[x.getsockname()[1] for x in s])')
FSID=$(cat /proc/sys/kernel/random/uuid)
cat > "$D/ceph.conf" <<C
[global]
fsid = $FSID
mon host = [v2:127.0.0.1:$MP/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
keyring = /dev/null
run dir = $D/run
admin socket = $D/run/\$name.asok
log file = $D/log/\$name.log
pid file =
crash dir = $D/run
setuser match path =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 2
[mon]
mon data = $D/mon
paxos propose interval = 0.05
[osd]
osd data = $D/osd
osd objectstore = memstore
memstore device bytes = ${RGW_MEM:-4294967296}
[client]
rgw frontends = beast endpoint=127.0.0.1:$RP tcp_nodelay=1
rgw data = $D/run
rgw thread pool size = 64
rgw num rados handles = 1
rgw enable usage log = false
rgw bucket quota ttl = 0
rgw user quota bucket sync interval = 1
C
export CEPH_CONF=$D/ceph.conf
bg() { setsid "$@" </dev/null >>"$D/log/out" 2>&1 & echo $! >> "$D/pids"; disown; }
monmaptool --create --fsid "$FSID" --addv a "[v2:127.0.0.1:$MP]" "$D/monmap" >>"$D/log/out" 2>&1
ceph-mon --mkfs -i a --monmap "$D/monmap" >>"$D/log/out" 2>&1
bg ceph-mon -f -i a
ceph --connect-timeout 30 osd new "$(cat /proc/sys/kernel/random/uuid)" 0 >>"$D/log/out" 2>&1
ceph-osd -i 0 --mkfs --osd-uuid "$(ceph osd dump -f json | python3 -c 'import json,sys;print(json.load(sys.stdin)["osds"][0]["uuid"])')" >>"$D/log/out" 2>&1
bg ceph-osd -f -i 0
timeout 60 radosgw-admin user create --uid=album --display-name=album --access-key="$ACCESS" --secret="$SECRET" >>"$D/log/out" 2>&1
bg radosgw -f -n client.rgw
for ((i=0;;i++)); do
  { exec 3<>"/dev/tcp/127.0.0.1/$RP" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r -t 5 line <&3 && [[ $line == HTTP/*\ 200* ]]; } 2>/dev/null && break
  ((i<600)) || fail "no answer in 60 s"; sleep 0.1
done
echo "ENDPOINT=http://127.0.0.1:$RP"
echo "CEPH_CONF=$CEPH_CONF"
