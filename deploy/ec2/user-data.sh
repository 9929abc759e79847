#!/usr/bin/env bash
# User data for an EC2 machine with an instance profile (terraform/): docker, a runner of the user
# `runner`, the hook and a systemd unit. For Debian 12 and Ubuntu 24.04, amd64 and arm64. It may run
# any number of times. Fill in the settings, or let Terraform put them before this line.
#
# User data can be read by everything on the machine that reaches the metadata service. So no token
# but a registration token belongs here: it is good for an hour.
set -euo pipefail

RUNNER_URL=${RUNNER_URL:-https://github.com/OWNER}
RUNNER_TOKEN=${RUNNER_TOKEN:-}
RUNNER_LABELS=${RUNNER_LABELS:-ecr}
RUNNER_GROUP=${RUNNER_GROUP:-default}
# Version and sum of the runner's archive for this architecture: github.com/actions/runner/releases
RUNNER_VERSION=${RUNNER_VERSION:-}
RUNNER_SHA256=${RUNNER_SHA256:-}
# Version and sum of the zip: the line in the checksums.txt of the release
HOOK_RELEASES=${HOOK_RELEASES:-https://github.com/OWNER/ecr-runner-hooks/releases/download}
HOOK_VERSION=${HOOK_VERSION:-}
HOOK_SHA256=${HOOK_SHA256:-}
# Further lines of the runner's .env, with white space between them: HOOK_EVENT_LOG=/var/log/ecr-runner-hooks
HOOK_SETTINGS=${HOOK_SETTINGS:-}

RUNNER_USER=${RUNNER_USER:-runner}
RUNNER_FOLDER=${RUNNER_FOLDER:-/opt/actions-runner}
RELEASES_FOLDER=${RELEASES_FOLDER:-/opt}
UNITS_FOLDER=${UNITS_FOLDER:-/etc/systemd/system}
NODES_FOLDER=$RELEASES_FOLDER/nodes-of-actions-runner

help() {
  cat <<'END'
user-data.sh: makes this EC2 machine a runner with ecr-runner-hooks.

Usage: user-data.sh, as root; it may run any number of times

Options:
  --help           print this text

Variables:
  RUNNER_URL       organisation or repository: https://github.com/octo-org
  RUNNER_TOKEN     registration token, good for an hour
  RUNNER_LABELS    labels, with commas (default: ecr)
  RUNNER_GROUP     runner group (default: default)
  RUNNER_VERSION   release of the runner
  RUNNER_SHA256    sum of its archive
  HOOK_RELEASES    where releases of the hook lie
  HOOK_VERSION     release of the hook
  HOOK_SHA256      sum of its zip
  HOOK_SETTINGS    further lines of the runner's .env, with spaces between them
  RUNNER_USER      user of the runner (default: runner)
  RUNNER_FOLDER    folder of the runner (default: /opt/actions-runner)
  RELEASES_FOLDER  where releases of the hook are unpacked (default: /opt)
  UNITS_FOLDER     where systemd units go (default: /etc/systemd/system)

Exit codes:
  0  the runner runs
  1  failed
  2  called wrongly

Examples:
  RUNNER_TOKEN=... HOOK_VERSION=0.1.0 HOOK_SHA256=... bash user-data.sh

Documentation: docs/deployment/ec2.md
END
}

main() {
  case ${1-} in
    '') ;;
    -h | --help) help && return ;;
    *) fail "Unknown argument ${1@Q}. See --help." 2 ;;
  esac
  require RUNNER_VERSION RUNNER_SHA256 HOOK_VERSION HOOK_SHA256
  install_packages
  make_user
  install_runner
  install_hook
  install -m 644 "$RELEASES_FOLDER/ecr-runner-hooks-$HOOK_VERSION/actions-runner.service" "$UNITS_FOLDER/"
  systemctl daemon-reload
  # Starts it, and leaves a runner that is at work alone.
  systemctl enable --now actions-runner.service
}

require() {
  local name
  for name in "$@"; do [[ ${!name} ]] || fail "$name is not set."; done
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install --yes --no-install-recommends \
    amazon-ecr-credential-helper ca-certificates curl docker.io git unzip
}

# Whoever is in the group docker is as good as root on this machine.
make_user() {
  id -u "$RUNNER_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$RUNNER_USER"
  usermod --append --groups docker "$RUNNER_USER"
}

install_runner() {
  if [[ ! -x $RUNNER_FOLDER/config.sh ]]; then
    local arch archive=$RUNNER_FOLDER.tar.gz
    case $(uname -m) in
      x86_64) arch=x64 ;;
      aarch64) arch=arm64 ;;
      *) fail "There is no runner for $(uname -m)." ;;
    esac
    fetch "https://github.com/actions/runner/releases/download/v$RUNNER_VERSION/actions-runner-linux-$arch-$RUNNER_VERSION.tar.gz" \
      "$RUNNER_SHA256" "$archive"
    install -d -o "$RUNNER_USER" "$RUNNER_FOLDER"
    as_runner tar --extract --gzip --file "$archive"
    # A node that no job can change, for compile_hook now and after upgrades. install.sh says if there is none.
    install -d "$NODES_FOLDER"
    tar --extract --gzip --file "$archive" --no-same-owner --directory "$NODES_FOLDER" \
      --wildcards '*externals/node2[04]/bin/node' || true
    rm "$archive"
    "$RUNNER_FOLDER/bin/installdependencies.sh"
  fi
  [[ ! -e $RUNNER_FOLDER/.runner ]] || return 0
  require RUNNER_TOKEN
  as_runner ./config.sh --unattended --replace --url "$RUNNER_URL" --token "$RUNNER_TOKEN" \
    --labels "$RUNNER_LABELS" --runnergroup "$RUNNER_GROUP"
}

install_hook() {
  local folder=$RELEASES_FOLDER/ecr-runner-hooks-$HOOK_VERSION
  if [[ ! -d $folder ]]; then
    fetch "$HOOK_RELEASES/v$HOOK_VERSION/ecr-runner-hooks-$HOOK_VERSION.zip" "$HOOK_SHA256" "$folder.zip"
    # By rename: a folder of that name is a whole release.
    rm -rf "$folder.new"
    unzip -q "$folder.zip" -d "$folder.new"
    mv -T "$folder.new" "$folder"
    rm "$folder.zip"
  fi
  local settings=()
  read -r -d '' -a settings <<<"$HOOK_SETTINGS" || true # it stops at the end, which is no NUL
  "$folder/install.sh" "$RUNNER_FOLDER" "${settings[@]}"
  compile_hook "$folder"
}

# So that node need not do it in each call.
compile_hook() {
  local node
  for node in "$NODES_FOLDER"/externals/node{20,24}/bin/node; do
    [[ -x $node ]] || continue
    "$node" "$1/cli.js" compile || echo "user-data: $1 is not compiled ahead for $node; it works as well." >&2
  done
}

# What does not have the sum is removed again.
fetch() {
  curl --fail --silent --show-error --location --retry 5 --output "$3" "$1"
  echo "$2  $3" | sha256sum --check --quiet && return
  rm "$3"
  fail "$1 does not have the checksum $2."
}

as_runner() {
  (cd "$RUNNER_FOLDER" && runuser -u "$RUNNER_USER" -- "$@")
}

fail() {
  echo "user-data: $1" >&2
  exit "${2:-1}"
}

main "$@"
