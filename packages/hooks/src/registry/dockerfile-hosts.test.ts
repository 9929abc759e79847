import { expect, test } from '@jest/globals';
import { dockerfileImages } from './dockerfile-images.ts';
import { dockerfileHosts } from './dockerfile-hosts.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

test.each([
  ['FROM alpine', ['docker.io']],
  [`FROM ${ecr}/base:1`, [ecr]],
  [`from --platform=$BUILDPLATFORM ${ecr}/base:1 as build\nFROM build\nFROM scratch`, [ecr]],
  [`ARG REGISTRY=${ecr}\nFROM \${REGISTRY}/base`, [ecr]],
  [`ARG BASE="${ecr}/base"\nFROM $BASE`, [ecr]],
  [`FROM \${BASE:-${ecr}/base}`, [ecr]],
  ['ARG BASE\nFROM $BASE', []],
  [`# syntax = ghcr.io/x/dockerfile:1\nFROM ${ecr}/a`, ['ghcr.io', ecr]],
  [
    `FROM alpine AS one\nCOPY --from=quay.io/x/y /a /b\nCOPY --from=one /a /b\nCOPY --from=0 /a /b`,
    ['docker.io', 'quay.io'],
  ],
  ['FROM alpine\nRUN --mount=type=bind,from=ghcr.io/a/b,target=/x true', ['docker.io', 'ghcr.io']],
  [`FROM \\\n  ${ecr}/base \\\n  AS x`, [ecr]],
  [`# FROM ghcr.io/commented/out\nFROM alpine\r\n`, ['docker.io']],
  ['FROM --privileged', []],
  ['', []],
])('building %j may need the registries %j', (dockerfile, hosts) => {
  expect(dockerfileHosts(dockerfileImages(dockerfile))).toEqual(hosts);
});
