import type { StoredBindplaneUser } from '../../src/simulator/bindplane/state.ts';
import type { StoredResource } from '../../src/simulator/coder/state.ts';
import {
  bindplaneUser,
  dana,
  danaOnBindplane,
  gone,
  owner,
  platform,
  research,
  robot,
  user,
  uuid,
} from './acme.ts';

/** People of every kind that a filter can name. */
export const heir = user(11, 'heir', { email: gone.email });
export const left = user(12, 'left', { deleted: true });
export const lost = user(13, 'lost', { deleted: true, email: 'Lost.One@Example.com' });
export const me = user(14, 'me');
export const kim = user(15, 'Kim-K', { email: 'kim@example.com' });

export const everybody = [owner, dana, robot, gone, heir, left, lost, me, kim];

export const closed = { ...research, id: uuid('e', 9), name: 'closed', deleted: true };
export const everyOrganization = [platform, research, closed];

/** Two share a display name, so that neither is certain. */
export const bindplanePeople: readonly StoredBindplaneUser[] = [
  danaOnBindplane,
  bindplaneUser(2, { name: 'olga', displayName: 'Ólga Ø', email: owner.email }),
  bindplaneUser(3, { name: 'kim', displayName: 'Kim', email: kim.email }),
  bindplaneUser(4, { name: 'other-kim', displayName: 'Kim', email: 'other.kim@example.com' }),
];

export const resources: readonly StoredResource[] = [
  { id: uuid('b', 500), kind: 'workspace', deleted: false, owner_id: dana.id },
  { id: uuid('b', 501), kind: 'workspace', deleted: true, owner_id: owner.id },
  build(510, 500, 1, 'initiator'),
  build(511, 500, 2, 'autostop'),
  build(512, 501, 1, 'autostart'),
  build(513, 501, 2, 'dormancy'),
];

function build(id: number, workspace: number, number: number, reason: string): StoredResource {
  return {
    id: uuid('b', id),
    kind: 'workspace_build',
    deleted: false,
    parent_id: uuid('b', workspace),
    build_number: number,
    build_reason: reason,
  };
}
