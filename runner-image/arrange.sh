#!/bin/sh
# Step of the build, as root: installs the programs, writes the docker config, and lays out below /tools
# what the image gets.
set -eu

case ${ACTIVE:-} in
  '' | true) ;;
  *)
    echo "ACTIVE is \"$ACTIVE\": it is true, or left out." >&2
    exit 1
    ;;
esac

image=/opt/image
programs=/usr/local/bin
for name in hooks ecr-auth docker-credential-ecr-auth; do
  cp "$image/launch.sh" "$programs/$name"
done
cp "$image/ecr-runner-start.sh" "$programs/ecr-runner-start"

# No registry: {} serves Amazon ECR of every account and region.
config=/etc/ecr-runner-hooks
mkdir -p "$config"
echo '{}' > "$config/config.json"
case ${ECR_REGISTRIES:-} in
  *[![:space:],]*) sh "$programs/ecr-auth" config --config "$config" --helper "$HOOK_ECR_HELPER" ;;
esac

# So that node need not compile the hook in each call. V8's code is for one processor; with these flags it is the same each time.
if [ "$TARGETARCH" = "$BUILDARCH" ]; then
  for version in node20 node24; do
    node=/home/runner/externals/$version/bin/node
    [ ! -x "$node" ] || "$node" --hash-seed=1 --min-semi-space-size=64 /opt/ecr-runner-hooks/cli.js compile
  done
fi

mkdir -p /tools/opt /tools/etc "/tools$programs"
cp -R /opt/ecr-runner-hooks /opt/ecr-auth /tools/opt
cp -R "$config" /tools/etc
for name in hooks ecr-auth docker-credential-ecr-auth docker-credential-ecr-login ecr-runner-start; do
  cp "$programs/$name" "/tools$programs"
  chmod 755 "$programs/$name" "/tools$programs/$name"
done

# Whatever umask the clone was made with: readable for the runner, writable for root alone.
chmod -R u=rwX,go=rX /tools "$config" /opt/ecr-runner-hooks /opt/ecr-auth
chown -R 0:0 /tools
find /tools -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
