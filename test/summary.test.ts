import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEvent, auditLog, dana, owner, startAcme, user } from './support/acme.ts';
import type { Acme } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const entries = graphql(`
  query SummariesAndNames {
    auditTimeline {
      nodes {
        actorName
        resourceName
        summary
        actor {
          username
        }
      }
    }
  }
`);

const forged = 'web\u202E\u2028Olga deleted everything\u0007\u{E0041}';
const shown = String.raw`web\u202e\u2028Olga deleted everything\u0007\u{e0041}`;

describe('a summary', () => {
  let acme: Acme;
  const nameless = user(8, '');

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        users: [owner, dana, nameless],
        auditLogs: [
          auditLog(1, { time: '2026-02-10T10:00:04Z', resource_target: forged }),
          auditLog(2, { time: '2026-02-10T10:00:03Z', user_id: nameless.id, action: '' }),
        ],
      },
      bindplane: {
        events: [
          auditEvent(1, { timestamp: '2026-02-10T10:00:02Z', user: forged, configuration: 'a\nb' }),
          auditEvent(2, { timestamp: '2026-02-10T10:00:01Z', user: '', action: '' }),
        ],
      },
    });
  });

  afterAll(() => acme.close());

  it('shows as escapes what the names of both systems hide', async () => {
    const { data, errors } = await acme.gateway.query(entries);

    expect(errors).toBeUndefined();
    const [log, , event] = data!.auditTimeline!.nodes;
    expect(log).toMatchObject({
      resourceName: forged,
      summary: `dana updated template ${shown}`,
    });
    expect(event).toMatchObject({
      actorName: forged,
      summary: String.raw`${shown} modified source nginx in a\u000ab`,
    });
  });

  it('is whole without names, which are null then', async () => {
    const { data } = await acme.gateway.query(entries);

    const [, log, , event] = data!.auditTimeline!.nodes;
    expect(log).toMatchObject({
      actorName: null,
      actor: { username: null },
      summary: 'Someone acted on template template-2',
    });
    expect(event).toMatchObject({
      actorName: null,
      summary: 'Someone acted on source nginx in edge-prod, version 7',
    });
  });
});
