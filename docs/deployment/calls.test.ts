import { expect, test } from '@jest/globals';
import { callsOf, perSecond, type Fleet } from './calls.ts';

const fleet: Fleet = {
  jobsPerHour: 1000,
  minutesPerJob: 6,
  imagesPerJob: 3,
  layersPerImage: 10,
  runnersPerNode: 10,
  nodeHours: 2,
  peak: 5,
};

test('runners are what runs at once, and nodes hold them', () => {
  expect(callsOf(fleet)).toMatchObject({ runners: 100, nodes: 10 });
  expect(callsOf({ ...fleet, jobsPerHour: 1 })).toMatchObject({ runners: 1, nodes: 1 });
});

test('a token is asked for at each pull, once per job, or once per node', () => {
  expect(callsOf(fleet).tokens).toEqual({ perPull: 3000, perJob: 1000, perNode: 5 });
});

test('a node that lives long asks again after half of the life of a token', () => {
  expect(callsOf({ ...fleet, nodeHours: 48 }).tokens.perNode).toBeCloseTo(10 / 6);
});

test('a pull is two manifests, the layers and the config', () => {
  expect(callsOf(fleet)).toMatchObject({ manifests: 6000, layers: 33_000 });
});

test('the busiest minute is that much busier than the average', () => {
  expect(perSecond(3600, 1)).toBe(1);
  expect(perSecond(33_000, 5)).toBeCloseTo(45.83);
});
