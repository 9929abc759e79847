/**
 * A name server for containers, which do not see /etc/hosts (RFC 1035). It knows the served names;
 * all others do not exist, and it says so at once: docker's own name server would let a container
 * wait ten seconds when nobody answers.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const headerLength = 12;
const flags = { answer: 0x8180, noSuchName: 0x8183 };
const types = { a: 1 };

/** Serves the names of `namesByAddress`: address -> names. */
export async function serveDns(
  address: string,
  namesByAddress: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const entries = Object.entries(namesByAddress);
  const addresses = new Map(
    entries.flatMap(([ip, names]) => names.map((name) => [name, ip] as const)),
  );
  const socket = createSocket('udp4');
  socket.on('message', (query, { address, port }) => {
    socket.send(
      answerDns(query, (name) => addresses.get(name)),
      port,
      address,
    );
  });
  socket.bind(53, address);
  await once(socket, 'listening');
}

/** Answers the one question of a query; a name without IPv6 exists but has no such record. */
function answerDns(query: Buffer, lookup: (name: string) => string | undefined): Buffer {
  const { name, end } = questionName(query);
  const address = lookup(name.toLowerCase());
  const isKnown = address !== undefined && query.readUInt16BE(end) === types.a;
  const header = Buffer.from(query.subarray(0, headerLength));
  header.writeUInt16BE(address === undefined ? flags.noSuchName : flags.answer, 2);
  const counts = [1, isKnown ? 1 : 0, 0, 0];
  counts.forEach((count, index) => header.writeUInt16BE(count, 4 + 2 * index));
  const question = query.subarray(headerLength, end + 4);
  return Buffer.concat([header, question, ...(isKnown ? [addressRecord(address)] : [])]);
}

/** Labels, each with its length in front, up to an empty one. */
function questionName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let offset = headerLength;
  for (let length = query.readUInt8(offset); length > 0; length = query.readUInt8(offset)) {
    labels.push(query.toString('latin1', offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  return { name: labels.join('.'), end: offset + 1 };
}

/** A pointer to the question's name, type A, class IN, 60 seconds, 4 bytes. */
function addressRecord(address: string): Buffer {
  const start = Buffer.from([0xc0, headerLength, 0, types.a, 0, 1, 0, 0, 0, 60, 0, 4]);
  return Buffer.concat([start, Buffer.from(address.split('.').map(Number))]);
}
