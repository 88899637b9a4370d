import { changed } from './diff.ts';
import { nilUuid } from './identifiers.ts';
import { day, hour, type Micros, minute, second, withinSecond } from './micros.ts';
import type { Origin } from './origins.ts';
import { createToken, deleteToken, failedLogin, type Token } from './sign-ins.ts';
import { bindplaneUser, type Configuration } from './telemetry.ts';
import type { World } from './world.ts';

/**
 * The last night of a contractor, in both systems, from 21:40 UTC: at an address where he never was
 * before he makes himself keys and sends payment logs to a bucket of his own. In the morning it is
 * found.
 */
export function planLeaver(world: World, configurations: readonly Configuration[]): void {
  const midnight = world.people.named('vhale').leftAt ?? world.now;
  const payments = configurations.find(({ name }) => name === 'pci-payments')!;
  const random = world.random.fork('leaver');
  const token = {
    name: 'backup',
    createdAt: withinSecond(random, midnight - 138 * minute),
    lifetime: 90 * day,
  };
  planNight(world, payments, midnight, token);
  planMorning(world, payments, withinSecond(random, midnight + 7 * hour + 54 * minute), token);
}

function planNight(world: World, payments: Configuration, midnight: Micros, token: Token): void {
  const { calendar, coder, bindplane, people, company } = world;
  const viktor = people.named('vhale');
  const random = world.random.fork('night');
  const origin: Origin = { userId: viktor.id, ip: '2001:db8:dead:77::4', userAgent: 'curl/8.14.1' };
  const ofHimself = { id: viktor.id, target: viktor.username, organizationId: company.home.id };

  calendar.plan(midnight - 140 * minute, (at) => {
    const after = (seconds: number) => withinSecond(random, at + seconds * second);
    for (const wait of [0, 11, 29]) {
      failedLogin(world, { ...origin, userId: nilUuid }, viktor, after(wait));
    }
    const key = { type: 'api_key', id: viktor.id };
    coder.record(after(52), origin, { ...key, action: 'login', status: 201 });
    coder.record(after(80), origin, { ...key, action: 'create', target: 'forever', status: 400 });
    createToken(world, viktor, origin, token);
    const { id, name: target } = company.templateNamed('kubernetes-dev');
    const template = { type: 'template', id, target, organizationId: company.home.id };
    coder.record(after(171), origin, { ...template, action: 'write', status: 403 });
    const member = { type: 'organization_member', ...ofHimself };
    coder.record(after(188), origin, { ...member, action: 'write', status: 403 });
  });

  calendar.plan(midnight - 125 * minute, (at) => {
    payments.version += 1;
    const step = (seconds: number, kind: string, action: string, name: string) =>
      bindplane.record(withinSecond(random, at + seconds * second), bindplaneUser(viktor), {
        kind,
        action,
        name,
        configuration: kind === 'APIKey' ? '' : `pci-payments:${payments.version}`,
      });
    step(-490, 'APIKey', 'Created', 'vh-export');
    step(0, 'Destination', 'Created', 's3-vh-archive');
    step(48, 'Processor', 'Deleted', 'mask_pii');
    step(75, 'Rollout', 'Pending', 'pci-payments');
    step(81, 'Rollout', 'Started', 'pci-payments');
  });

  // In the last second of the day, where a search up to that day does not look.
  calendar.plan(midnight - 388_213, (at) =>
    coder.record(at, origin, { type: 'api_key', action: 'logout', id: viktor.id }),
  );
}

function planMorning(world: World, payments: Configuration, morning: Micros, token: Token): void {
  const { calendar, coder, bindplane, people, origins } = world;
  const viktor = people.named('vhale');
  const aoife = bindplaneUser(people.named('aoife'));
  const ingrid = people.named('ingrid');
  const random = world.random.fork('morning');

  calendar.plan(morning, (at) => {
    const after = (seconds: number) => withinSecond(random, at + seconds * second);
    const step = (seconds: number, kind: string, action: string, name: string, version?: number) =>
      bindplane.record(after(seconds), aoife, {
        kind,
        action,
        name,
        configuration: version === undefined ? '' : `pci-payments:${version}`,
      });
    const bad = payments.version;
    const good = (payments.version += 1);
    step(0, 'Rollout', 'Paused', 'pci-payments', bad);
    step(64, 'Destination', 'Deleted', 's3-vh-archive', good);
    step(70, 'Processor', 'Created', 'mask_pii', good);
    step(101, 'Rollout', 'Pending', 'pci-payments', good);
    step(109, 'Rollout', 'Started', 'pci-payments', good);
    step(190, 'APIKey', 'Deleted', 'vh-export');
    step(233, 'User', 'Deleted', 'Viktor Hale');

    const origin = origins.by(ingrid, 'browser', at);
    const user = { type: 'user', id: viktor.id, target: viktor.username };
    const suspended = { status: changed('active', 'suspended') };
    coder.record(after(38), origin, { ...user, action: 'write', diff: suspended });
    deleteToken(world, viktor, origin, after(57), token);
    const deleted = { deleted: changed(false, true) };
    coder.record(after(5400), origin, { ...user, action: 'delete', diff: deleted });
  });
}
