import type { StoredUser } from '../../src/simulator/coder/state.ts';
import { dana, danaOnBindplane, gone, nilUuid, owner, robot, uuid } from './acme.ts';
import { heir, kim, left, lost, me } from './audit-people.ts';

/** Bindplane's names of the people whom it can tell from others. */
export const namesOnBindplane: ReadonlyMap<string, readonly string[]> = new Map([
  [dana.id, [danaOnBindplane.displayName, danaOnBindplane.email]],
  [owner.id, ['olga', 'Ólga Ø', owner.email]],
  ...[heir, left, lost, me].map(({ id, email }): [string, readonly string[]] => [id, [email]]),
]);

const withAccount = new Set([dana.id, owner.id]);

/** A way to name somebody, and who that is. */
export interface ActorChoice {
  readonly by: Readonly<Record<string, string>>;
  readonly userId: string;
  readonly refused: boolean;
  readonly actorNames: readonly string[] | undefined;
  /** Nobody in Bindplane has the e-mail. */
  readonly hasNoAccount: boolean;
}

/** `hasRows`: whether a row shows the person who left. */
export function actorChoices(mayBeRefused: boolean, hasRows: boolean): ActorChoice[] {
  return [
    choice({ userId: dana.id }, dana),
    choice({ id: Buffer.from(`User:${dana.id}`).toString('base64url') }, dana),
    choice({ username: 'DANA' }, dana),
    choice({ email: 'dana.reyes@EXAMPLE.com' }, dana),
    choice({ userId: gone.id.toUpperCase() }, gone),
    choice({ email: gone.email }, heir),
    choice({ userId: left.id }, left),
    choice({ userId: lost.id }, lost),
    choice({ username: 'me' }, me),
    choice({ username: kim.username.toUpperCase() }, kim),
    choice({ username: robot.username }, robot),
    choice({ username: owner.username }, owner),
    ...(mayBeRefused
      ? [
          unknown({ username: 'nobody' }),
          unknown({ userId: uuid('d', 999) }),
          hasRows ? choice({ email: left.email }, left) : unknown({ email: left.email }),
        ]
      : []),
  ];
}

function choice(by: Readonly<Record<string, string>>, { id }: StoredUser): ActorChoice {
  const actorNames = namesOnBindplane.get(id);
  const hasNoAccount = actorNames !== undefined && !withAccount.has(id);
  return { by, userId: id, refused: false, actorNames, hasNoAccount };
}

function unknown(by: Readonly<Record<string, string>>): ActorChoice {
  return { by, userId: nilUuid, refused: true, actorNames: undefined, hasNoAccount: false };
}
