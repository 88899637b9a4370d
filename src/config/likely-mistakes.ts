import type { Environment } from './settings.ts';

const maxEdits = 3;
/** Shorter names are near too many others: `HOST` to `HOME`, `PORT` to `POST`. */
const minLength = 8;
/** Near to ours, and other programs'. */
const others = /^(?:LOGLEVEL|REDIS_URI|GRAPHQL|[a-z]+_proxy|(?:ALL|FTP|RSYNC|SOCKS|WSS?)_PROXY)$/;

/**
 * Of each variable whose name was probably meant to be a setting: its name, and the setting's. A
 * setting that is there was not meant by another name.
 */
export function likelyMistakes(
  env: Environment,
  settings: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  const missing = [...settings].filter((name) => name.length >= minLength && !isSet(env, name));
  return Object.keys(env).flatMap((name) => {
    if (settings.has(name) || others.test(name) || !isSet(env, name)) return [];
    const meant = nearest(name, missing);
    return meant === undefined ? [] : [[name, meant] as const];
  });
}

function isSet(env: Environment, name: string): boolean {
  return env[name] !== undefined;
}

function nearest(name: string, settings: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = maxEdits + 1;
  for (const setting of settings) {
    if (Math.abs(setting.length - name.length) > maxEdits) continue;
    const edits = editsBetween(name.toUpperCase(), setting);
    if (edits < fewest && isLikely(name.toUpperCase(), setting, edits)) {
      best = setting;
      fewest = edits;
    }
  }
  return best;
}

/** Whether a hand would slip so: hardly ever at the first letter, nor through most of a word. */
function isLikely(name: string, setting: string, edits: number): boolean {
  if (edits > 1 && name[0] !== setting[0]) return false;
  const words = name.split('_');
  const meant = setting.split('_');
  if (words.length !== meant.length) return edits * 4 <= setting.length;
  return meant.every((word, index) => {
    const given = words[index]!;
    if (given === word) return true;
    if (given !== '' && (word.startsWith(given) || given.startsWith(word))) return true;
    return editsBetween(given, word) * 2 < Math.max(given.length, word.length);
  });
}

/** How many letters are missing, too many, wrong or in each other's place. */
function editsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length]!;
}
