import { toUtcText } from '../../feed/instant.ts';
import { type Kind, text, time } from '../json/kinds.ts';
import { JsonShapeError } from '../json/require-json.ts';

/** Written out: V8 takes twice as long for `{12}`. */
const plainUuid = new RegExp(
  `^${[8, 4, 4, 4, 12].map((digits) => '[0-9a-f]'.repeat(digits)).join('-')}$`,
);
export const nilUuid = '00000000-0000-0000-0000-000000000000';
const zeroTime = '0001-01-01T00:00:00Z';

/** In lower case. */
export const uuid: Kind<string> = {
  decode(value) {
    const id = lowerUuid(text.decode(value));
    if (id !== undefined) return id;
    throw new JsonShapeError('is not a UUID');
  },
  copy: (json) => (plainUuid.test(json.slice(1, -1)) ? json : undefined),
};

/** In lower case; null for the nil UUID and for anything that is none. */
export const uuidOrNull: Kind<string | null> = {
  decode(value) {
    const id = typeof value === 'string' ? lowerUuid(value) : undefined;
    return id === undefined || id === nilUuid ? null : id;
  },
  copy: (json) => orNull(uuid.copy?.(json), nilUuid),
};

/** Null for the zero time and for anything that is none. */
export const timeOrNull: Kind<string | null> = {
  decode(value) {
    const utc = typeof value === 'string' ? toUtcText(value) : undefined;
    return utc === undefined || utc === zeroTime ? null : utc;
  },
  copy: (json) => orNull(time.copy?.(json), zeroTime),
};

function orNull(json: string | undefined, none: string): string | undefined {
  return json?.length === none.length + 2 && json.includes(none) ? 'null' : json;
}

/** Servers write them in lower case. */
function lowerUuid(written: string): string | undefined {
  if (plainUuid.test(written)) return written;
  const lower = written.toLowerCase();
  return plainUuid.test(lower) ? lower : undefined;
}
