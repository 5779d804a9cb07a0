/**
 * Loaded before a program, it makes files and sockets answer late by chance: each answer keeps its place in the order of
 * its own file or socket, and loses it among the others. What then fails has counted on an order that nobody promised.
 */
import { promises as files } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const LONGEST_MS = 60;
const SHARE = 0.3;

async function late() {
  if (Math.random() < SHARE) await setTimeout(Math.random() * LONGEST_MS);
}

for (const [name, work] of Object.entries(files)) {
  if (typeof work !== 'function' || name === 'watch') continue;
  files[name] = async (...args) => {
    await late();
    const answer = await work.apply(files, args);
    await late();
    return answer;
  };
}

const { push } = Socket.prototype;
const arrivals = new WeakMap();
/** What has arrived at a socket, `null` at its end; always asks for more, because the caller has gone on meanwhile. */
Socket.prototype.push = function pushLate(...chunk) {
  const before = arrivals.get(this) ?? late();
  const arrival = before.then(() => {
    if (!this.destroyed) push.apply(this, chunk);
    if (arrivals.get(this) === arrival) arrivals.delete(this);
  });
  arrivals.set(this, arrival);
  return true;
};

syncBuiltinESMExports();
