#!/bin/bash
# Runs a command as a plain user inside a cgroup that belongs to that user, as `systemd-run --user --scope -p Delegate=yes` does it:
# the same place in the tree, and of its files those writable that "Delegation Containment" in cgroup-v2.rst names.
set -euo pipefail
useradd --create-home --uid 1000 plain
scope=/sys/fs/cgroup
for part in user.slice user-1000.slice user@1000.service app.slice highwater.scope; do
  controllers=$(cat "$scope/cgroup.controllers")
  for controller in $controllers; do echo "+$controller" >"$scope/cgroup.subtree_control"; done
  scope=$scope/$part
  mkdir "$scope"
done
chown plain: "$scope" "$scope/cgroup.procs" "$scope/cgroup.threads" "$scope/cgroup.subtree_control"
chown plain: /out
echo $$ >"$scope/cgroup.procs"
exec setpriv --reuid plain --regid plain --init-groups env HOME=/home/plain USER=plain "$@"
