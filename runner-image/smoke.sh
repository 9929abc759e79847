#!/bin/sh
# Step of the build, as the runner user: the programs start, the docker config is right, the hook is whole,
# and the credential helper is for the platform of the image.
set -eu

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

hooks --version
ecr-auth --version
ecr-auth config --check --config /etc/ecr-runner-hooks --helper "$HOOK_ECR_HELPER"
docker-credential-ecr-auth version
# The last one that is there is used below: the one that the runner prefers.
for version in node24 node20; do
  [ -x "/home/runner/externals/$version/bin/node" ] || continue
  node=/home/runner/externals/$version/bin/node
  [ "$TARGETARCH" != "$BUILDARCH" ] || "$node" /opt/ecr-runner-hooks/cli.js compile --check
done

# Every part of the programs loads. Those of the hook bring it along, which then says its version.
"$node" -e "
  for (const folder of ['/opt/ecr-runner-hooks/chunks', '/opt/ecr-auth/chunks'])
    for (const name of require('fs').readdirSync(folder)) require(folder + '/' + name);
" hook --version

# There is no docker in a build: the hook has to get as far as that, and to say so in one line.
work=$(mktemp -d)
request='{"command":"prepare_job","responseFile":"'$work/response'","args":{"container":{"image":"x"}}}'
: > "$work/response"
if said=$(printf '%s\n' "$request" | DOCKER_HOST=unix:///nowhere.sock RUNNER_NAME=smoke \
  RUNNER_TEMP="$work" GITHUB_WORKSPACE="$work" "$node" /opt/ecr-runner-hooks/index.js 2>&1); then
  fail 'The hook succeeds where no docker daemon is:' "$said"
fi
case $said in
  '::error::'*'ocker daemon'*) ;;
  *) fail 'The hook does not say that there is no docker daemon, but:' "$said" ;;
esac

# docker hides it when a helper cannot be executed: every pull would just lack credentials.
machine=$("$node" -p "
  require('fs').readFileSync('/usr/local/bin/docker-credential-ecr-login').readUInt16LE(18)
")
case $TARGETARCH:$machine in
  amd64:62 | arm64:183) ;;
  *) fail "docker-credential-ecr-login is not for $TARGETARCH: its ELF machine is $machine." ;;
esac
[ "$TARGETARCH" != "$BUILDARCH" ] || AWS_ECR_CACHE_DIR="$work" docker-credential-ecr-login -v
