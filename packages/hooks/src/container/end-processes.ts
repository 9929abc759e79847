/**
 * Programs that end the processes of a step from inside of a container. The runner signals only the
 * hook, a docker client that dies leaves the process running, and its pid in the host's table
 * belongs to the daemon.
 *
 * Their argument is the marker. Ended are those whose environment has it, and all their
 * descendants, as `sudo` and `env -i` start programs without the marker; who was found stays
 * known when its parent ends. Each gets SIGTERM and, after 2 s (the runner gives 7.5 s in all),
 * SIGKILL until none is left, but for 1 s at most. Nobody reaps zombies there, so they do not count.
 */

/** For any POSIX shell. */
export const shellScript = `command -v grep >/dev/null || exit 127
m=$1 known=' '
signal() {
  for e in $(grep -l "$m" /proc/[0-9]*/environ 2>/dev/null); do
    e=\${e#/proc/}; e=\${e%/environ}
    case $known in *" $e "*) ;; *) known="$known$e " ;; esac
  done
  new=1; while [ $new = 1 ]; do new=0
    for d in /proc/[0-9]*; do
      p=\${d#/proc/}; parent=x
      case $known in *" $p "*) continue ;; esac
      while read -r k v; do [ "$k" = PPid: ] && parent=$v && break; done 2>/dev/null <"$d/status"
      case $known in *" $parent "*) known="$known$p "; new=1 ;; esac
    done
  done
  left=' '; for p in $known; do
    state=Z; while read -r k v; do [ "$k" = State: ] && state=$v && break; done 2>/dev/null <"/proc/$p/status"
    case $state in Z*) ;; *) kill -s "$1" "$p" 2>/dev/null && left="$left$p " ;; esac
  done
  known=$left
}
until_none() {
  i=0; while [ "$known" != ' ' ] && [ $i -lt "$2" ]; do
    sleep 0.1 2>/dev/null || { sleep 1; i=$((i+9)); }
    signal "$1"; i=$((i+1))
  done
}
signal TERM; until_none 0 20; until_none KILL 10`;

/** For an image without a shell: with the node that the runner mounts. */
export const nodeScript = `const fs = require('fs'); const [, marker] = process.argv; let known = new Set();
const read = (p, f) => { try { return fs.readFileSync('/proc/' + p + '/' + f, 'utf8'); } catch { return ''; } };
const send = (signal) => (p) => {
  if (!/^State:\\s*[^Z\\s]/m.test(read(p, 'status'))) return false;
  try { return process.kill(Number(p), signal); } catch { return false; }
};
function signal(name) {
  const all = fs.readdirSync('/proc').filter((f) => /^\\d+$/.test(f));
  for (const p of all) if (read(p, 'environ').includes(marker)) known.add(p);
  const parent = new Map(all.map((p) => [p, (/^PPid:\\s*(\\d+)/m.exec(read(p, 'status')) || [])[1]]));
  for (let size = 0; size < known.size;) {
    size = known.size;
    for (const p of all) if (known.has(parent.get(p))) known.add(p);
  }
  known = new Set([...known].filter(send(name)));
}
async function untilNone(name, times) {
  for (let i = 0; known.size > 0 && i < times; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    signal(name);
  }
}
signal('SIGTERM');
untilNone(0, 20).then(() => untilNone('SIGKILL', 10));`;
