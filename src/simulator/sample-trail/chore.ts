import type { StoredResource } from '../coder/state.ts';
import type { CoderEntry } from './coder-ledger.ts';
import type { Micros } from './micros.ts';
import type { Tool } from './origins.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import type { World } from './world.ts';

/** Something that is done now and then, in one or a few steps. */
export interface Chore {
  /** How often in the trail. */
  readonly times: number;
  /** Usernames of those whose turn it is, one after the other. */
  readonly by: readonly string[];
  readonly tool?: Tool;
  /** The release that made it possible. */
  readonly since?: 'second' | 'third';
  /** Days before the end, when it matters; otherwise any working day. */
  readonly daysAgo?: number;
  readonly steps: (scene: Scene) => readonly Step[];
}

export interface Scene {
  readonly world: World;
  readonly random: Random;
  readonly actor: Person;
  readonly at: Micros;
  /** How often the chore was done before. */
  readonly turn: number;
}

interface Step extends CoderEntry {
  /** Time since the chore began. */
  readonly after?: Micros;
  /** True: nobody has proved who they are. */
  readonly isAnonymous?: true;
  readonly keeps?: StoredResource;
  /** Id of the resource that is gone then. */
  readonly discards?: string;
}
