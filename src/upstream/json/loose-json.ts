/**
 * Where the parts of a text are that is known to be JSON, however it is written. Nothing here recurses:
 * JSON may be as deep as it likes.
 */

/** The members of an object, in order: their names with quotes, and the texts of their values. */
export function membersIn(json: string): { readonly name: string; readonly text: string }[] {
  const members: { name: string; text: string }[] = [];
  for (let at = nextPart(json, openingOf(json) + 1); json[at] !== '}'; at = nextPart(json, at)) {
    const nameEnd = endOfText(json, at);
    const start = nextPart(json, nameEnd);
    const end = endOfValue(json, start);
    members.push({ name: json.slice(at, nameEnd), text: json.slice(start, end) });
    at = end;
  }
  return members;
}

/** The texts of an array's elements. */
export function elementsIn(json: string): string[] {
  const elements: string[] = [];
  for (let at = nextPart(json, openingOf(json) + 1); json[at] !== ']'; at = nextPart(json, at)) {
    const end = endOfValue(json, at);
    elements.push(json.slice(at, end));
    at = end;
  }
  return elements;
}

/** How many levels of objects and arrays lie in one another. */
export function levelsIn(json: string): number {
  let levels = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '"') at = endOfText(json, at) - 1;
    else {
      levels += stepOf(json[at]);
      deepest = Math.max(deepest, levels);
    }
  }
  return deepest;
}

/** Without spaces and line breaks between its parts. */
export function compactJson(json: string): string {
  let compact = '';
  let start = 0;
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '"') at = endOfText(json, at) - 1;
    else if (isSpace(json[at])) {
      compact += json.slice(start, at);
      start = at + 1;
    }
  }
  return compact + json.slice(start);
}

/** The place behind the value that begins here. */
function endOfValue(json: string, start: number): number {
  if (json[start] === '"') return endOfText(json, start);
  let at = start;
  let levels = 0;
  do {
    if (json[at] === '"') at = endOfText(json, at) - 1;
    else levels += stepOf(json[at]);
    at += 1;
  } while (at < json.length && (levels > 0 || (stepOf(json[start]) === 0 && !isEnd(json[at]))));
  return at;
}

function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function openingOf(json: string): number {
  return json.search(/[{[]/);
}

/** Behind what stands between parts. */
function nextPart(json: string, start: number): number {
  let at = start;
  while (isSpace(json[at]) || json[at] === ',' || json[at] === ':') at += 1;
  return at;
}

function stepOf(character: string | undefined): number {
  if (character === '{' || character === '[') return 1;
  return character === '}' || character === ']' ? -1 : 0;
}

function isEnd(character: string | undefined): boolean {
  return character === ',' || character === '}' || character === ']' || isSpace(character);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
