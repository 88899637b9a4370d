/**
 * JSON whose numbers keep their digits: JavaScript reads `9223372036854775807`, `1e400`, `-0` and `1.50`
 * as other numbers. What they were written as is noted beside the object or array that they stand in.
 */
const notes = new WeakMap<object, Map<string, string>>();

/** A number that might be written otherwise than it was; also in texts, where it does no harm. */
const maybeNoted = /[[:,\s](?:-0|-?\d+[.eE]|-?\d{16})/;

/** As `JSON.parse`. */
export function parseExactJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (maybeNoted.test(json) && typeof value === 'object' && value !== null) noteAll(value, json);
  return value;
}

/** As `JSON.stringify`, of a value without cycles that is not very deep. */
export function exactJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const noted = notes.get(value);
  const textOf = (key: string, item: unknown) => noted?.get(key) ?? exactJson(item);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => textOf(String(index), item)).join(',')}]`;
  }
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${textOf(key, item)}`).join(',')}}`;
}

/** Notes that a member is written like this, unless any number would be. */
export function noteNumber(container: object, key: string, text: string): void {
  let noted = notes.get(container);
  if (String(Number(text)) === text) {
    noted?.delete(key);
    return;
  }
  if (!noted) notes.set(container, (noted = new Map()));
  noted.set(key, text);
}

/** Notes for a member what is noted for one of another object. */
export function copyNote(from: object, name: string, to: object, key = name): void {
  const text = notes.get(from)?.get(name);
  if (text !== undefined) noteNumber(to, key, text);
}

interface Place {
  readonly container: object;
  /** Undefined in an array. */
  key: string | undefined;
  index: number;
}

/** One part after the other, without recursion: a body may be as deep as it is long. */
const parts = /"[^"\\]*(?:\\.[^"\\]*)*"\s*(:)?|[{}[\],]|-?\d[\d.eE+-]*/gs;

function noteAll(root: object, json: string): void {
  const above: Place[] = [];
  let place: Place | undefined;
  for (const { 0: part, 1: colon } of json.matchAll(parts)) {
    if (part === '{' || part === '[') {
      const container = place ? memberAt(place) : root;
      if (place) above.push(place);
      place = { container: container ?? {}, key: undefined, index: 0 };
    } else if (part === '}' || part === ']') {
      place = above.pop();
    } else if (place && part === ',') {
      place.index += 1;
    } else if (place && colon !== undefined) {
      place.key = JSON.parse(part.slice(0, part.lastIndexOf('"') + 1)) as string;
    } else if (place && !part.startsWith('"')) {
      noteNumber(place.container, keyOf(place), part);
    }
  }
}

function keyOf({ key, index }: Place): string {
  return key ?? String(index);
}

/** Of two members of one name the last counts; what the first held is noted where nobody looks. */
function memberAt(place: Place): object | undefined {
  const member = (place.container as Readonly<Record<string, unknown>>)[keyOf(place)];
  return typeof member === 'object' && member !== null ? member : undefined;
}
