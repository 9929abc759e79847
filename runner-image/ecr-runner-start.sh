#!/bin/sh
# Entrypoint of the runner image: becomes the command that it is given. With ECR_REGISTRIES it makes
# the hook a docker config before, so that a new account takes a restart, not a new image.
set -eu

help() {
  cat <<'END'
ecr-runner-start: the entrypoint of the runner image; becomes the command.

Usage: ecr-runner-start COMMAND [ARGUMENT]...

Options:
  --help              print this text

Variables:
  ECR_REGISTRIES      registries for the docker config of the hook, as in
                      123456789012@eu-west-1,public (default: ECR's of every
                      account and region)
  HOOK_DOCKER_CONFIG  docker config directory that they are added to a copy of
  HOOK_ECR_HELPER     ecr-login or ecr-auth (default: ecr-login)

Exit codes:
  those of the command, and before it
  1  ECR_REGISTRIES could not be applied
  2  called wrongly

Examples:
  ecr-runner-start /home/runner/run.sh

Documentation: runner-image/README.md
END
}

refuse() {
  printf 'ecr-runner-start: %s\n' "$1" >&2
  exit "${2:-1}"
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

case ${1-} in
  '') refuse 'No command is given. See --help.' 2 ;;
  -h | --help) help && exit ;;
  -*) refuse "Unknown option \"$1\". See --help." 2 ;;
esac

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
