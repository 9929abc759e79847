import { expect, test } from '@jest/globals';
import { tokenizeOptions } from '../docker/tokenize.ts';
import { judge, refusal, violationText } from './judge.ts';
import type { Allow } from './policy-file.ts';

const host = {
  sockets: ['/run/docker.sock'],
  realPath: (path: string) => (path === '/srv/cache/link' ? '/etc' : path),
};

function judged(allow: Allow, options: string): string[] {
  const container = { origin: 'jobs.a.container', images: [], volumes: [] };
  const asked = [{ ...container, options: tokenizeOptions(options) }];
  const violations = judge(asked, { file: '/etc/policy.yml', allow }, host);
  return violations.map(({ text, why }) => `${text}, ${why}`);
}

test.each<[Allow, string, string]>([
  [{ privileged: false }, '--privileged', '--privileged, and allow.privileged is false'],
  [{ privileged: false }, '-it --privileged=1', '--privileged, and allow.privileged is false'],
  [{ devices: [] }, '--privileged', '--privileged, which is more than allow.devices allows'],
  [{ capabilities: ['NET_ADMIN'] }, '--cap-add SYS_ADMIN', 'and allow.capabilities is NET_ADMIN'],
  [{ capabilities: [] }, '--cap-add=cap_sys_admin', 'and allow.capabilities is empty'],
  [{ capabilities: ['NET_ADMIN'] }, '--cap-add all', 'and allow.capabilities is NET_ADMIN'],
  [{ 'security-options': [] }, '--security-opt seccomp:unconfined', 'security-options is empty'],
  [{ 'security-options': [] }, '--security-opt no-new-privileges=false', 'options is empty'],
  [{ 'security-options': ['label=*'] }, '--security-opt apparmor=x', 'options is label=*'],
  [{ paths: ['/srv'] }, '--security-opt seccomp=/etc/x', 'and allow.paths is /srv'],
  [{ paths: ['/srv'] }, '--security-opt seccomp=x.json', 'which is not an absolute path'],
  [{ namespaces: [] }, '--network host', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--net=host', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--network "name=Host,alias=x"', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--network 1f2e3d4c5b6a', 'and allow.namespaces is empty'],
  [{ namespaces: ['pid=*'] }, '--network container:x', 'and allow.namespaces is pid=*'],
  [{ namespaces: [] }, '--pid host', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--ipc container:x', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--uts=host', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--userns=host', 'and allow.namespaces is empty'],
  [{ namespaces: [] }, '--cgroupns host', 'and allow.namespaces is empty'],
  [{ devices: ['/dev/fuse'] }, '--device /dev/kvm', 'and allow.devices is /dev/fuse'],
  [{ devices: ['/dev/net/*'] }, '--device /dev/net/../sda', 'and allow.devices is /dev/net/*'],
  [{ devices: ['/dev/*'] }, '--device vendor.com/gpu=all', 'and allow.devices is /dev/*'],
  [{ devices: ['*'] }, '--device dev/sda:/dev/x', 'neither an absolute path nor the name of a CDI'],
  [{ devices: ['v/g=*'] }, '--device v/g=../../dev/sda:/dev/x', 'neither an absolute path nor'],
  [{ devices: [] }, '--gpus all', 'and allow.devices is empty'],
  [{ devices: [] }, '--device-cgroup-rule "c 1:3 mr"', 'and allow.devices is empty'],
  [{ sysctls: ['net.*'] }, '--sysctl kernel.msgmax=1', 'and allow.sysctls is net.*'],
  [{ sysctls: ['net.*'] }, '--sysctl net./x=1', 'and allow.sysctls is net.*'],
  [{ ulimits: ['nofile=*'] }, '--ulimit nproc=1', 'and allow.ulimits is nofile=*'],
  [{ runtimes: ['runsc'] }, '--runtime runc', 'and allow.runtimes is runsc'],
  [{ paths: [] }, '-v/etc:/x', '--volume /etc:/x, and allow.paths is empty'],
  [{ paths: ['/srv'] }, '-v /srvx:/x', 'and allow.paths is /srv'],
  [{ paths: ['/srv/cache'] }, '-v /srv/cache/../x:/x', 'and allow.paths is /srv/cache'],
  [{ paths: ['/srv/cache'] }, '-v /srv/cache/link:/x', 'which leads to /etc, and allow.paths is'],
  [{ paths: ['/srv'] }, '-v ./x:/x', 'neither an absolute path nor the name of a volume'],
  [{ paths: ['/srv'] }, '-v a:b:c:d', 'which has more than two colons'],
  [{ paths: ['/srv'] }, '--mount type=bind,src=/etc,dst=/x', 'and allow.paths is /srv'],
  [{ paths: ['/srv'] }, '--mount type=bind,"src=/etc",dst=/x', 'and allow.paths is /srv'],
  [{ paths: ['/srv'] }, `--mount 'type=bind,"src=/etc",dst=/x'`, 'and allow.paths is /srv'],
  [{ paths: ['/srv'] }, '--mount src=/srv,src=/etc,dst=/x', 'and allow.paths is /srv'],
  [{ paths: ['/srv'] }, '--mount type=volume,volume-opt=o=bind,dst=/x', 'whose "volume-opt" can'],
  [{ volumes: [] }, '--mount type=volume,volume-driver=x,dst=/x', 'whose "volume-driver" can'],
  [{ paths: ['/srv'] }, '--mount type=npipe,src=/srv/x,dst=/x', 'whose type "npipe" is not known'],
  [{ paths: ['/srv'] }, '--mount type=image,type=bind,src=/etc,dst=/x', 'type is given twice'],
  [{ paths: ['/srv'] }, '--volumes-from x', 'which mounts what another container has'],
  [{ 'docker-socket': false }, '--volumes-from x', 'which mounts what another container has'],
  [{ paths: ['/srv'] }, '--volume-driver x', 'which can make any folder of the host a volume'],
  [{ paths: ['/srv'] }, '--env-file /etc/shadow', '--env-file /etc/shadow, and allow.paths is'],
  [{ paths: ['/srv'] }, '--label-file=/srv/../etc/x', 'whose path has `..` in it'],
  [{ paths: ['/srv'] }, '--cidfile x', 'which is not an absolute path'],
  [{ volumes: ['cache-*'] }, '-v data:/x', 'and allow.volumes is cache-*'],
  [{ 'docker-socket': false }, '-v /run/docker.sock:/x', 'and allow.docker-socket is false'],
  [{ 'docker-socket': false }, '-v /run:/x', 'and allow.docker-socket is false'],
  [{ 'docker-socket': false }, '-v /:/x', 'and allow.docker-socket is false'],
  [{ 'docker-socket': false }, '--use-api-socket', 'and allow.docker-socket is false'],
  [{ registries: ['ghcr.io'] }, '--mount type=image,src=redis,dst=/x', 'registries is ghcr.io'],
  [{ options: ['--cpus'] }, '-e SECRET=1', 'options: --env, and allow.options is --cpus'],
  [{}, '--foo=secret', 'options: --foo, which is no option of docker that this release knows'],
])('%j refuses %s', (allow, options, text) => {
  expect(judged(allow, options)).toEqual([expect.stringContaining(text)]);
});

test.each<[Allow, string]>([
  [{}, '--privileged --network host -v /:/host --cap-add ALL --device /dev/sda'],
  [{ privileged: false }, '--privileged=false'],
  [{ privileged: false }, '--privileged=F'],
  [{ privileged: true, capabilities: [] }, '--privileged'],
  [{ capabilities: ['NET_ADMIN'] }, '--cap-add CAP_net_admin --cap-drop ALL --cap-add chown'],
  [{ capabilities: ['ALL'] }, '--cap-add ALL'],
  [{ 'security-options': ['label=*'] }, '--security-opt label:disable'],
  [{ 'security-options': [] }, '--security-opt no-new-privileges:true'],
  [{ namespaces: ['network=host'] }, '--network=host --ipc private --pid= --cgroupns private'],
  [{ namespaces: [] }, '--network ci --network name=ci2,alias=x --net none --ipc shareable'],
  [{ devices: ['/dev/fuse', 'gpus'] }, '--device /dev/fuse:/dev/x:rwm --gpus all'],
  [{ devices: ['vendor.com/gpu=*'] }, '--device vendor.com/gpu=0:1'],
  [{ devices: ['c 10:* rwm'] }, '--device-cgroup-rule "c 10:200 rwm"'],
  [{ sysctls: ['net.*'] }, '--sysctl net.core.somaxconn=1'],
  [{ ulimits: ['nofile=*'] }, '--ulimit nofile=1:2'],
  [{ paths: ['/srv/cache/'] }, '-v /srv/cache:/a -v /srv/cache//x/:/b:ro --env-file /srv/cache/e'],
  [{ paths: ['/'] }, '-v /etc:/a --mount type=bind,source=/etc,target=/b,readonly'],
  [{ paths: [] }, '-v /anonymous -v name:/x --mount type=tmpfs,dst=/y --tmpfs /run:exec'],
  [{ volumes: ['cache-*'] }, '-v cache-npm:/x --mount src=cache-x,dst=/y -v /etc:/x'],
  [{ 'docker-socket': false }, '-v /run/user:/x'],
  [{ options: ['--health-*', '--env'] }, '--health-cmd "a b" --health-retries 3 -eA=b'],
  [{ registries: [], 'images-without-digest': false }, '--cpus 2 -itu root'],
])('%j allows %s', (allow, options) => {
  expect(judged(allow, options)).toEqual([]);
});

const digest = `sha256:${'a'.repeat(64)}`;

test.each<[Allow, string | undefined, string | undefined]>([
  [{ registries: ['ghcr.io'] }, 'ghcr.io/a/b:1', undefined],
  [{ registries: ['ghcr.io/octo/*'] }, 'ghcr.io/octo/b', undefined],
  [{ registries: ['ghcr.io/octo/*'] }, 'ghcr.io/octo', 'and allow.registries is ghcr.io/octo/*'],
  [{ registries: ['ghcr.io/octo/*'] }, 'ghcr.io/evil/octo/x', 'and allow.registries is'],
  [{ registries: ['ghcr.io'] }, 'ghcr.io.evil.example/a', 'and allow.registries is ghcr.io'],
  [{ registries: ['ghcr.io'] }, 'redis', 'and allow.registries is ghcr.io'],
  [{ registries: ['docker.io/library/*'] }, 'index.docker.io/redis', undefined],
  [{ registries: ['*'] }, 'Redis', 'which is no image ("Redis" is not an image reference'],
  [{ registries: ['*'] }, 'cafe', 'which docker can take for the id of any image'],
  [{ registries: ['*'] }, 'sha256:cafe', 'which docker can take for the id of any image'],
  [{ registries: ['*'] }, 'docker.io/library/cafe', undefined],
  [{ registries: ['*'] }, undefined, 'and which image that is can only docker tell'],
  [{}, undefined, undefined],
  [{ 'images-without-digest': false }, 'a:1', 'and allow.images-without-digest is false'],
  [{ 'images-without-digest': false }, `a:1@${digest}`, undefined],
  [{ 'images-without-digest': true }, 'a:1', undefined],
])('%j on the image %s', (allow, reference, why) => {
  const images = [{ text: 'image: x', reference }];
  const asked = [{ origin: 'the action', images, options: [], volumes: [] }];
  const found = judge(asked, { file: '/p', allow }, host).map((violation) => violation.why);
  expect(found).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
});

test('one sentence names every part of a request and the file', () => {
  const volumes = [{ text: '/etc:/x', words: ['--volume', '/etc:/x'] }];
  const policy = { file: '/etc/policy.yml', allow: { paths: ['/srv'], privileged: false } };
  const asked = [
    { origin: 'jobs.a.container', images: [], options: ['--privileged'], volumes: [] },
    { origin: 'jobs.a.services.db', images: [], options: [], volumes },
  ];
  expect(refusal(policy, judge(asked, policy, host)).message).toBe(
    'The policy of this runner (/etc/policy.yml) refuses what the workflow asks for: jobs.a.container has `options: --privileged`, and allow.privileged is false; jobs.a.services.db has `volumes: /etc:/x`, and allow.paths is /srv.',
  );
});

test('a sentence shows no more of a long value than it has room for', () => {
  const text = violationText({ origin: 'x', text: 'y\n'.repeat(1000), why: 'z' });
  expect(text).toMatch(/^x has `(y ){60}…`, z$/);
});
