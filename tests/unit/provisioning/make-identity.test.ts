import { describe, expect, test } from 'vitest';

import { BUILT_IN_PROFILES, Profile } from '../../../src/contract/profile.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { makeIdentity, UUID_SCHEMES } from '../../../src/provisioning/steps/make-identity.ts';
import vectors from '../../golden/uuid/vectors.json' with { type: 'json' };

const { identity: spec } = Profile.parse({ name: 'spec' });

describe.each(['spec-sha256', 'zc-v5'] as const)('the UUID scheme %s', (scheme) => {
  test.each(vectors)('gives $mac the UUID that it always had', (vector) => {
    expect(UUID_SCHEMES[scheme](vector.mac)).toBe(vector[scheme]);
  });
});

test('a new device gets 64 random hex digits', () => {
  const first = makeIdentity('A0B1C2D3E4F5', spec, undefined, {}).psk.reveal();
  const second = makeIdentity('A0B1C2D3E4F5', spec, undefined, {}).psk.reveal();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).not.toBe(first);
});

test('the profile says how the UUID is made and how long the PSK is', () => {
  const zc = BUILT_IN_PROFILES['zc']?.identity ?? spec;
  const { uuid, psk } = makeIdentity('A0B1C2D3E4F5', zc, undefined, {});
  expect(uuid).toBe(UUID_SCHEMES['zc-v5']('A0B1C2D3E4F5'));
  expect(psk.reveal()).toMatch(/^[0-9a-f]{32}$/);
});

test('a device on record keeps its identity', () => {
  const recorded = { uuid: '12345678-1234-1234-1234-123456789012', psk: new Secret('p') };
  expect(makeIdentity('A0B1C2D3E4F5', spec, recorded, {})).toEqual(recorded);
});

test('what was asked for goes before what is on record', () => {
  const recorded = { uuid: '12345678-1234-1234-1234-123456789012', psk: new Secret('p') };
  const asked = { uuid: '99999999-1234-1234-1234-123456789012' };
  const { uuid, psk } = makeIdentity('A0B1C2D3E4F5', spec, recorded, asked);
  expect([uuid, psk]).toEqual([asked.uuid, recorded.psk]);
});
