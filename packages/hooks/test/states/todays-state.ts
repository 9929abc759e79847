import { State } from '../../src/protocol/state.ts';
import { schemaOf } from '../../src/shape.ts';
import { createBench, inspected, readRequest } from '../support.ts';

/** The state that prepare_job writes, with fixed values for what differs from job to job. */
export async function todaysState(): Promise<object> {
  using bench = createBench();
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  const images = ['ghcr.io/octo/build:1', 'postgres:16', 'registry.example.com:5000/team/redis:7'];
  const created = images.map((image, index) => {
    return { when: ['docker', 'create'], has: image, stdout: String(ids[index]) };
  });
  const stdout = JSON.stringify(ids.flatMap((id) => JSON.parse(inspected({ Id: id })) as object[]));
  const answers = [...created, { when: ['docker', 'container', 'inspect'], stdout }];
  const { response } = await bench.play(readRequest('prepare_job'), { answers });
  const text = JSON.stringify((response as { state: object }).state)
    .replace(/github_network_[0-9a-f]{32}/, 'github_network_0f1e2d3c4b5a69788796a5b4c3d2e1f0')
    .replace(bench.env['PATH'] ?? '', '/usr/local/bin:/usr/bin:/bin');
  return JSON.parse(text) as object;
}

/** What the hook takes for a state, as JSON Schema. */
export function todaysSchema(): object {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schemaOf(State) };
}
