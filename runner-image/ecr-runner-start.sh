#!/bin/sh
# Entrypoint of the runner image: becomes the command that it is given. With ECR_REGISTRIES it makes
# the hook a docker config before, so that a new account takes a restart, not a new image.
set -eu

refuse() {
  printf 'ecr-runner-start: %s\n' "$1" >&2
  exit 1
}

# Made anew at each start, so that a registry which is not named any more is gone.
make_config() {
  umask 077
  if [ "$base" != "$config" ]; then
    rm -rf "$config" && mkdir "$config" || return
    [ -z "$base" ] || cp -RL "$base/." "$config" || return
  fi
  /usr/local/bin/ecr-auth config --config "$config" --helper "$helper"
}

[ $# -gt 0 ] || refuse 'There is no command to start. Give one: ecr-runner-start /home/runner/run.sh.'

case ${ECR_REGISTRIES:-} in
  *[![:space:],]*) ;;
  *) exec "$@" ;; # A blank value is none.
esac

config=${HOME:-/home/runner}/.ecr-runner-hooks
base=${HOOK_DOCKER_CONFIG:-}
base=${base%/config.json}
helper=${HOOK_ECR_HELPER:-ecr-login}
# `off` is about registries that nobody named.
[ "$helper" != off ] || helper=ecr-login

said=$(make_config 2>&1) || refuse "ECR_REGISTRIES could not be applied. ${said#ecr-auth: }"
printf '%s\n' "$said" >&2
export HOOK_DOCKER_CONFIG="$config"
exec "$@"
