import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import { benchRows } from './data.ts';

/**
 * Rows whose inner objects differ from one to the next, as on a real server: diffs of one to six
 * fields in any combination, five kinds of additional fields, a quarter of the texts not ASCII, some
 * with escapes. Equal seeds give equal rows.
 */
export function variedRows(count: number, seed: number): StoredAuditLog[] {
  const random = createRandom(seed);
  return benchRows(count).map((row) => ({
    ...row,
    resource_target: text(random),
    diff: Object.fromEntries(
      pick(fields, 1 + Math.floor(random() * 6), random).map(([name, valueOf]) => [
        name,
        { old: valueOf(random), new: valueOf(random), secret: name === 'hashed_secret' },
      ]),
    ),
    additional_fields: additionalFields[Math.floor(random() * additionalFields.length)]!(random),
  }));
}

type Random = () => number;

/** mulberry32: 32 bits of state are enough for test data. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const number = (random: Random) => Math.floor(random() * 100_000);
const boolean = (random: Random) => random() < 0.5;
const texts = (random: Random) =>
  Array.from({ length: Math.floor(random() * 4) }, () => text(random));

const fields: readonly (readonly [name: string, valueOf: (random: Random) => unknown])[] = [
  ['name', text],
  ['display_name', text],
  ['description', (random) => `${text(random)}: ${text(random)}\n${text(random)}`],
  ['icon', (random) => (boolean(random) ? '' : `/icon/${text(random)}.svg`)],
  ['ttl', number],
  ['failure_ttl', (random) => number(random) * 1_000_000_000],
  ['deleted', boolean],
  ['automatic_updates', (random) => (boolean(random) ? 'always' : 'never')],
  [
    'autostart_schedule',
    (random) => (boolean(random) ? null : `30 ${number(random) % 24} * * 1-5`),
  ],
  ['group_acl', (random) => ({ [text(random)]: texts(random) })],
  ['members', texts],
  ['hashed_secret', () => ''],
];

const additionalFields: readonly ((random: Random) => Record<string, unknown>)[] = [
  () => ({}),
  (random) => ({
    workspace_name: text(random),
    build_number: String(number(random)),
    build_reason: 'initiator',
    workspace_owner: `user-${number(random) % 500}`,
  }),
  (random) => ({ name: text(random), id: number(random), tags: texts(random) }),
  (random) => ({
    agent: { name: text(random), port: number(random) % 65_536 },
    slug: text(random),
  }),
  (random) => ({
    automatic_actor: 'coder',
    automatic_subsystem: 'dormancy',
    changed: boolean(random),
  }),
];

const words = ['edge', 'rollout', 'dev-box', 'gpu', 'sandbox', 'nightly', 'review', 'canary'];
const foreignWords = ['Größe', 'żółw', 'データ', 'naïve', 'Ærø', '🚀 start'];
const escapedWords = ['"quoted"', 'C:\\build', 'tab\there', 'two\nlines'];

function text(random: Random): string {
  const kind = random();
  const known = kind < 0.25 ? foreignWords : kind < 0.32 ? escapedWords : words;
  return `${known[Math.floor(random() * known.length)]!}-${number(random)}`;
}

function pick<T>(items: readonly T[], count: number, random: Random): readonly T[] {
  const left = [...items];
  return Array.from(
    { length: count },
    () => left.splice(Math.floor(random() * left.length), 1)[0]!,
  );
}
