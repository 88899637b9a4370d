import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { robot, startAcme } from './support/acme.ts';

describe('auditTimeline by actor', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme();
  });

  afterAll(() => acme.close());

  it('refuses a person whom the only system asked for cannot know', async () => {
    const { data, errors } = await acme.gateway.query(
      `query ($actor: AuditUserBy!) {
        auditTimeline(filter: { sources: [BINDPLANE], actor: $actor }) { nodes { id } }
      }`,
      { actor: { username: robot.username } },
    );

    expect(data).toEqual({ auditTimeline: null });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'filter.actor' });
  });
});
