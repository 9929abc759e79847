import { create } from './container.ts';
import { ask, drain, open } from './engine.ts';
import { frameWriter } from './frames.ts';
import { createPulls } from './pull.ts';
import type { Container, State } from './wire.ts';

/** Runs a container action of an image to its end. */
export async function runContainerStep(step: Container, state: State): Promise<number> {
  await createPulls()(step.image);
  const place = { title: 'step', network: state.network, autoRemove: true };
  const id = await create(step, { role: 'step', ...place });
  const path = `/containers/${id}`;
  const [output, end] = await Promise.all([
    open({ method: 'POST', path: `${path}/attach?stream=1&stdout=1&stderr=1` }),
    open({ method: 'POST', path: `${path}/wait?condition=removed` }),
  ]);
  let told = '';
  await Promise.all([
    drain(output, frameWriter()),
    drain(end, (chunk) => (told += chunk.toString())),
    ask({ method: 'POST', path: `${path}/start` }),
  ]);
  return (JSON.parse(told) as { StatusCode: number }).StatusCode;
}
