#!/usr/bin/env bash
# Puts this release of ecr-runner-hooks into service for a runner of this machine, or takes it out.
# It lies in the zip of a release; docs/deployment/plain.md has the lines around it.
set -euo pipefail

help() {
  cat <<'END'
install.sh: puts this release of ecr-runner-hooks into service for a runner.

Usage: install.sh RUNNER [NAME=VALUE]...
       install.sh --remove RUNNER

  RUNNER      folder of the runner
  NAME=VALUE  line to set in the .env file of the runner

Run it as root from the unpacked zip, and restart the runner afterwards. It may
be run any number of times: of several releases the one whose install.sh ran
last is in service.

Options:
  --remove  take the hook out: the runner is back to its built-in path
  --help    print this text

Variables:
  LINK      where the runner finds the hook, a link to this folder
            (default: /opt/ecr-runner-hooks)
  CONFIG    docker config directory of the hook
            (default: /etc/ecr-runner-hooks)

Exit codes:
  0  done
  1  failed
  2  called wrongly

Examples:
  ./install.sh /opt/actions-runner
  ./install.sh /opt/actions-runner HOOK_EVENT_LOG=/var/log/ecr-runner-hooks

Documentation: docs/deployment/plain.md
END
}

main() {
  local release link=${LINK:-/opt/ecr-runner-hooks} config=${CONFIG:-/etc/ecr-runner-hooks} remove=
  release=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
  case ${1-} in
    -h | --help) help && return ;;
    --remove) remove=yes && shift ;;
  esac
  [[ $# -gt 0 && $1 != -* && ( -z $remove || $# == 1 ) ]] || misused "It takes the folder of one runner."
  local folder=$1 runner names && shift
  names=$(our_names "$@")
  runner=$(cd "$folder" 2>/dev/null && pwd -P) || fail "There is no folder $folder."
  [[ -x $runner/config.sh ]] || fail "$runner is not the folder of a runner: it has no config.sh."

  local lines=()
  mapfile -t lines < <(other_lines "$runner" "$names")
  wait $! || fail "$runner/.env cannot be read."
  if [[ $remove ]]; then
    write_env "$runner" "${lines[@]}"
    echo "The hook is off for $runner. Restart the runner."
    return
  fi
  prove "$release" "$runner"
  point "$link" "$release"
  [[ -e $config/config.json ]] || echo '{}' | install -D -m 644 /dev/stdin "$config/config.json"
  lines+=("ACTIONS_RUNNER_CONTAINER_HOOKS=$link/index.js" "HOOK_DOCKER_CONFIG=$config" "$@")
  write_env "$runner" "${lines[@]}"
  echo "The hook is on for $runner. Restart the runner."
}

# our_names NAME=VALUE...: a pattern of the names in .env that are for us to set.
our_names() {
  local setting names='ACTIONS_RUNNER_CONTAINER_HOOKS|HOOK_DOCKER_CONFIG'
  for setting in "$@"; do
    [[ $setting =~ ^[A-Za-z_][A-Za-z0-9_]*= && $setting != *$'\n'* ]] || misused "${setting@Q} is not a setting: NAME=VALUE."
    names+="|${setting%%=*}"
  done
  echo "$names"
}

# The hook starts with the node that the runner will start it with.
prove() {
  local node version
  for node in "$2"/externals/node{20,24}/bin/node; do
    [[ -x $node ]] || continue
    version=$(as_owner "$2" "$node" "$1/index.js" --version) || fail "The hook does not start with $node."
    echo "ecr-runner-hooks $version works with $node."
    return
  done
  fail "$2/externals has neither node20 nor node24: unpack the runner first."
}

# By rename: a call of the hook finds the old release or the new one.
point() {
  [[ $1 != "$2" ]] || return 0
  [[ -L $1 || ! -e $1 ]] || fail "$1 is not a link: move it away, so that it can become one."
  ln -s "$2" "$1.$$" && mv -T "$1.$$" "$1"
}

# other_lines RUNNER NAMES: the lines of the runner's .env that are not ours.
# shellcheck disable=SC2016 # it is the inner shell that expands
other_lines() {
  as_owner "$1" sh -c '[ ! -e "$1" ] || grep -Ev "^($2)=" "$1" || [ $? = 1 ]' sh "$1/.env" "$2"
}

# write_env RUNNER LINE...
# shellcheck disable=SC2016 # it is the inner shell that expands
write_env() {
  local runner=$1 && shift
  { [[ $# == 0 ]] || printf '%s\n' "$@"; } |
    as_owner "$runner" sh -ec 'rm -f "$1.new"; [ ! -e "$1" ] || cp -p "$1" "$1.new"; cat > "$1.new"; mv -T "$1.new" "$1"' \
      sh "$runner/.env"
}

# Jobs can write to the runner's folder: root must not follow their links nor run their programs.
as_owner() {
  local owner
  owner=$(stat -c %U "$1") && shift
  if [[ $(id -un) == "$owner" ]]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}

fail() {
  echo "install.sh: $1" >&2
  exit "${2:-1}"
}

misused() {
  fail "$1 See --help." 2
}

main "$@"
