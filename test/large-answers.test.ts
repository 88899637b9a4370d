import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEvent, startAcme, user } from './support/acme.ts';
import type { Acme } from './support/acme.ts';

const many = 12_000;
const second = Date.parse('2026-02-10T10:00:00Z') / 1000;
/** More than two megabytes within an hour, in no order. */
const events = Array.from({ length: many }, (_, index) =>
  auditEvent(index, {
    timestamp: new Date((second + ((index * 7919) % many) / 4) * 1000).toISOString(),
    description: 'x'.repeat(100),
  }),
);
const newest = events.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
const range = 'occurredAt: { gte: "2026-02-10T10:00:00Z", lt: "2026-02-10T11:00:00Z" }';
const page = `{ auditEvents(first: 5, filter: { ${range} }) { nodes { eventId } } }`;

let acme: Acme;

beforeEach(async () => {
  acme = await startAcme();
});

afterEach(() => acme.close());

/** Bindplane gives this to whoever asks for more than a second. */
function answerWith(body: string): void {
  acme.bindplane.faults.rule(({ path }) =>
    path === '/v1/audit-events' ? { kind: 'status', status: 200, body } : undefined,
  );
}

describe('an answer of many megabytes', () => {
  it.each([
    ['as servers write it', JSON.stringify(events)],
    ['in lines', JSON.stringify({ auditEvents: events }, null, 2)],
  ])('is read %s', async (_how, body) => {
    answerWith(body);

    const { data, errors } = await acme.gateway.query(page);

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      auditEvents: { nodes: newest.slice(0, 5).map(({ id }) => ({ eventId: id })) },
    });
  });

  it('is told from one that is no JSON', async () => {
    answerWith(JSON.stringify(events).replace(/\}\]$/, '}}]'));

    const { errors } = await acme.gateway.query(page);

    expect(errors).toMatchObject([
      {
        message:
          'Bindplane answered GET /v1/audit-events with a body that is not JSON although it says so.',
        extensions: { code: 'UPSTREAM_BAD_RESPONSE' },
      },
    ]);
    expect(acme.bindplane.traffic.calls).toHaveLength(1);
  });

  it('is asked for in parts when it has more entries than can be read', async () => {
    await acme.close();
    const crowd = Array.from({ length: 51_000 }, (_, index) =>
      auditEvent(index, { timestamp: new Date(second * 1000 + index * 50).toISOString() }),
    );
    acme = await startAcme({ bindplane: { events: crowd } });

    const { data, errors } = await acme.gateway.query(page);

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      auditEvents: {
        nodes: crowd
          .toReversed()
          .slice(0, 5)
          .map(({ id }) => ({ eventId: id })),
      },
    });
  });

  it('is no news when it refuses', async () => {
    acme.coder.faults.next({ kind: 'status', status: 401, body: `{"a":"${'x'.repeat(5e6)}"}` });

    const { errors } = await acme.gateway.query('{ viewer { username } }');

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('gives all people of Coder', async () => {
    const people = Array.from({ length: 6000 }, (_, index) => user(index, `person-${index}`));
    acme.coder.faults.rule(({ path }) =>
      path === '/api/v2/users'
        ? { kind: 'status', status: 200, body: JSON.stringify({ users: people, count: 6000 }) }
        : undefined,
    );
    const asked = [1, 2, 3, 4, 5, 6, 7, 8, 5999].map((number) => `person-${number}`);
    const fields = asked.map(
      (name, index) => `u${index}: user(by: { username: "${name}" }) { username }`,
    );

    const { data } = await acme.gateway.query(`{ ${fields.join(' ')} }`);

    expect(Object.values(data!)).toEqual(asked.map((username) => ({ username })));
  });
});
