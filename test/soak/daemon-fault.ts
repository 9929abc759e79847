/** A daemon that goes away at one moment of a call: when it is asked for something, or has begun to answer. */
import { startEngineProxy, type EngineCall, type EngineProxy } from '../support/engine-proxy.ts';
import type { Environment } from '../support/environment.ts';

/** Stopped as by an administrator, killed as by the kernel, or killed and started by its service. */
export type Fault = 'stopped' | 'killed' | 'restarted';

export interface Moment {
  when: 'before' | 'after';
  /** `POST /containers/create` */
  request: RegExp;
}

export interface FaultyDaemon extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
  /** Has the daemon go away now. */
  strike(fault: Fault): Promise<void>;
  /** Has it go away once, at the first request like this. */
  arm(fault: Fault, moment: Moment): void;
  /** Whether it went away. */
  readonly hasStruck: boolean;
  /** Brings back a daemon that is gone. */
  recover(): Promise<void>;
}

export async function startFaultyDaemon({
  dockerd,
  ...environment
}: Environment): Promise<FaultyDaemon> {
  let armed: { fault: Fault; moment: Moment } | undefined;
  let hasStruck = false;
  let isGone = false;
  // A call may end before the daemon that it has lost has ended, or is back.
  let struck: Promise<void> = Promise.resolve();

  const recover = async () => {
    armed = undefined;
    const ended = struck;
    // What went wrong is told once, not in all tests to come.
    struck = Promise.resolve();
    await ended;
    hasStruck = false;
    if (isGone) await dockerd.start();
    isGone = false;
    await proxy.comeBack();
  };
  const strike = (fault: Fault) => {
    armed = undefined;
    hasStruck = true;
    struck = goAway(fault);
    return struck;
  };
  const goAway = async (fault: Fault) => {
    isGone = true;
    await Promise.all([proxy.leave(), dockerd.stop(fault === 'stopped' ? 'SIGTERM' : 'SIGKILL')]);
    if (fault !== 'restarted') return;
    await dockerd.start();
    isGone = false;
    await proxy.comeBack();
  };
  const pass =
    (when: Moment['when']) =>
    async ({ method, path }: EngineCall) => {
      if (armed?.moment.when !== when) return;
      if (armed.moment.request.test(`${method} ${path}`)) await strike(armed.fault);
    };
  const onTheWay = { before: pass('before'), after: pass('after') };
  const proxy: EngineProxy = await startEngineProxy({ dockerd, ...environment }, onTheWay);
  return {
    dockerHost: proxy.dockerHost,
    strike,
    recover,
    arm: (fault, moment) => {
      armed = { fault, moment };
    },
    get hasStruck() {
      return hasStruck;
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
