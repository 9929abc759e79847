/**
 * Loaded into the hook's node (`--import`): knows each point at which the hook is about to change something or
 * has just done so, and ends it there as SIGKILL would. KILL_POINTS is a folder: the file `at` says at which
 * point, counted from 1; the file `passed` gets their names.
 */
import childProcess from 'node:child_process';
import fs, { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import promises from 'node:fs/promises';
import net from 'node:net';
import { setImmediate } from 'node:timers';

const folder = process.env['KILL_POINTS'];
const order = `${folder}/at`;
const record = openSync(`${folder}/passed`, 'a');
const at = existsSync(order) ? Number(readFileSync(order, 'utf8')) : 0;
let passed = 0;

function point(name) {
  passed += 1;
  writeSync(record, `${name}\n`);
  if (passed === at) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['mkdtemp', 'open', 'readdir', 'rm', 'symlink', 'writeFile']) {
  const original = promises[name];
  promises[name] = async (...args) => {
    point(`before ${name}`);
    const result = await original(...args);
    point(`after ${name}`);
    return result;
  };
}

for (const name of ['openSync', 'unlinkSync', 'writeFileSync']) {
  const original = fs[name];
  fs[name] = (...args) => {
    point(`before ${name}`);
    const result = original(...args);
    point(`after ${name}`);
    return result;
  };
}

const { connect } = net;
net.connect = (...args) => {
  point('before connect');
  const socket = connect(...args);
  const { write } = socket;
  socket.write = (chunk, ...more) => {
    const [request] = /^\w+ [^ ?]*/.exec(String(chunk)) ?? [''];
    socket.once('data', () => point(`answered ${request}`));
    return write.call(
      socket,
      chunk,
      ...(more.length > 0 ? more : [() => point(`sent ${request}`)]),
    );
  };
  return socket;
};

const { spawn } = childProcess;
childProcess.spawn = (program, args, ...more) => {
  const name = `${program.split('/').at(-1)} ${args[0]}`;
  point(`before ${name}`);
  const child = spawn(program, args, ...more);
  child.once('exit', () => point(`after ${name}`));
  setImmediate(() => point(`during ${name}`));
  return child;
};

process.on('exit', () => point('exit'));
