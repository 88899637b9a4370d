import { afterEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditLog, dana, owner, startAcme, user, uuid } from './support/acme.ts';

const left = user(9, 'Left9', { deleted: true, email: 'Left9@Example.com' });

let acme: Acme;

afterEach(() => acme.close());

describe('somebody who was deleted and has capitals', () => {
  it.each([
    { email: 'Left9@Example.com' },
    { email: ' LEFT9@EXAMPLE.COM' },
    { username: 'Left9' },
    { username: 'left9 ' },
    { userId: left.id },
  ])('is found by what their rows show: %o', async (actor) => {
    await start([
      ...Array.from({ length: 520 }, (_, index) => auditLog(index + 10, { time: at(index + 10) })),
      auditLog(1, { user_id: left.id, time: at(1) }),
      auditLog(2, { user_id: left.id, time: at(2) }),
    ]);

    expect(await logsOf(actor)).toEqual([uuid('a', 2), uuid('a', 1)]);
  });

  it('is found by the record of the deletion when the rows are deep down', async () => {
    await start([
      ...Array.from({ length: 300 }, (_, index) => auditLog(index + 10, { time: at(index + 10) })),
      auditLog(1, { user_id: left.id, time: at(1) }),
      auditLog(5, {
        time: at(5),
        user_id: owner.id,
        action: 'delete',
        resource_type: 'user',
        resource_id: left.id,
        resource_target: left.username,
        diff: { email: { Old: left.email, New: '', Secret: false } },
      }),
    ]);

    expect(await logsOf({ email: 'left9@example.com' })).toEqual([uuid('a', 1)]);
  });

  it('is nobody when no row shows them, and is told so', async () => {
    await start([auditLog(1)]);

    const { errors } = await ask({ email: left.email });

    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('userId'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'filter.actor' },
    });
    expect(acme.coderCalls().length).toBeLessThanOrEqual(10);
  });
});

function at(second: number): string {
  return new Date(Date.parse('2026-02-10T10:00:00Z') + second * 1000).toISOString();
}

async function start(auditLogs: readonly ReturnType<typeof auditLog>[]): Promise<void> {
  acme = await startAcme({ coder: { users: [owner, dana, left], auditLogs: [...auditLogs] } });
}

function ask(actor: object) {
  return acme.gateway.query<{ auditLogs: { nodes: readonly { logId: string }[] } }>(
    'query ($actor: AuditUserBy!) { auditLogs(filter: { actor: $actor }) { nodes { logId } } }',
    { actor },
  );
}

async function logsOf(actor: object): Promise<readonly string[]> {
  const { data } = await ask(actor);
  return data!.auditLogs.nodes.map(({ logId }) => logId);
}
