#!/bin/bash
# Runs inside the emulated machine: measures /scenario once with group kill and once without, and leaves everything in /out.
# A plain user also asks the doctor, and tries it next to a process that is not highwater's. `whole`: the first is the whole job with its verdict, else the recordings alone.
set -uo pipefail
# One line per phase: the console is read by people only when something failed.
export CI=1 HIGHWATER_STATE=/var/tmp/highwater-state
highwater=(/usr/local/bin/node /app/bin/highwater)

cgroups() { find /sys/fs/cgroup -type d | sort; }

# The limit in the manifest is replayed first; of the second run, which is like one in the first, no more is wanted than that Ctrl-C ends it.
# Builtins alone, since processes beside highwater would keep a plain user's cgroup from handing memory down.
until_second_run() {
  local line
  while read -r line; do
    echo "$line"
    if [[ $line == 'run 2 '* ]]; then kill -INT "$!"; fi
  done < <(exec "${highwater[@]}" "$@" 2>&1)
  wait "$!"
}

cgroups >/out/cgroups-before
if [ "$UID" != 0 ]; then
  "${highwater[@]}" doctor --json >/out/doctor.json
  echo $? >/out/doctor.status
  sleep 600 &
  "${highwater[@]}" record /scenario --out /out/foreign 2>/out/foreign.complaint
  echo $? >/out/foreign.status
  cgroups >/out/foreign.cgroups
  kill "$!" && wait "$!" 2>/dev/null
fi
verb=record
[ "${1-}" = whole ] && verb=run
"${highwater[@]}" "$verb" /scenario --out /out/group
echo $? >/out/group.status
until_second_run record /scenario --set workload.local.singleProcessOOMKill=true --out /out/single
echo $? >/out/single.status
cgroups >/out/cgroups-after
find "$HIGHWATER_STATE" -mindepth 2 >/out/state-after
