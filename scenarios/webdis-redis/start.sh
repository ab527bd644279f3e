#!/bin/sh
# Starts Debian's Redis on a socket, and webdis in front of it: start.sh FOLDER PORT
# Nothing outside FOLDER is written, and the Redis that may run as a service is not touched.
set -eu
folder=$1
port=$2
socket=$folder/redis.sock

redis-server --port 0 --unixsocket "$socket" --dir "$folder" --save '' --appendonly no --logfile "$folder/redis.log" &
until [ -S "$socket" ]; do sleep 0.05; done

cat >"$folder/webdis.json" <<CONFIG
{
  "redis_host": "$socket",
  "http_host": "127.0.0.1",
  "http_port": $port,
  "threads": 2,
  "pool_size": 8,
  "daemonize": false,
  "database": 0,
  "verbosity": 1,
  "logfile": "$folder/webdis.log"
}
CONFIG
exec webdis "$folder/webdis.json"
