#!/bin/sh
# Starts a program of ecr-runner-hooks, the one whose name this file has, with the node that the runner
# brings: the image has no other, and a workflow can change PATH.
case ${0##*/} in
  hooks) program=/opt/ecr-runner-hooks/cli.js ;;
  ecr-auth) program=/opt/ecr-auth/cli.js ;;
  docker-credential-ecr-auth) program=/opt/ecr-auth/credential-helper.js ;;
  *)
    echo "${0##*/} is not a program of ecr-runner-hooks." >&2
    exit 127
    ;;
esac

for version in node20 node24; do
  node=/home/runner/externals/$version/bin/node
  [ ! -x "$node" ] || exec "$node" "$program" "$@"
done
echo "${0##*/}: the runner has neither node20 nor node24 in /home/runner/externals." >&2
exit 127
