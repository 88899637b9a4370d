import { remember } from '../memory/remember.ts';

const jsonTypes: readonly string[] = ['application/json', 'application/graphql-response+json'];
const pageType = 'text/html';

/** One range of an `Accept` header; of more than one that fits a type, the closest counts. */
interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * Which of two media types for JSON answers an `Accept` header: the one of the higher quality, then
 * the one it names first, where `application/json` goes before the other. Undefined: neither.
 */
export function mediaTypeFor(accept = ''): string | undefined {
  if (accept === '' || accept === '*/*') return jsonTypes[0];
  const best = bestOf(accept);
  if (best !== pageType) return best === '' ? undefined : best;
  return bestAmong(accept, jsonTypes);
}

/** Whether an `Accept` header would rather have a page than JSON. */
export function prefersPage(accept = ''): boolean {
  return accept !== '' && accept !== '*/*' && bestOf(accept) === pageType;
}

const bestOf = remember(20_000, (accept) => bestAmong(accept, [...jsonTypes, pageType]) ?? '');

function bestAmong(accept: string, types: readonly string[]): string | undefined {
  const ranges = rangesIn(accept);
  let best: { type: string; quality: number; place: number } | undefined;
  for (const type of types) {
    const place = placeOf(type, ranges);
    const quality = ranges[place]?.quality ?? 0;
    if (quality === 0) continue;
    if (!best || quality > best.quality || (quality === best.quality && place < best.place)) {
      best = { type, quality, place };
    }
  }
  return best?.type;
}

/** Of the closest range for a type; -1 when there is none. */
function placeOf(type: string, ranges: readonly Range[]): number {
  for (const wanted of [type, type.replace(/\/.*$/, '/*'), '*/*']) {
    const place = ranges.findIndex((range) => range.type === wanted);
    if (place !== -1) return place;
  }
  return -1;
}

function rangesIn(accept: string): Range[] {
  return partsOf(accept, ',').flatMap((item) => {
    const [type = '', ...parameters] = partsOf(item, ';').map((part) => part.toLowerCase());
    const named = new Map(
      parameters.map((parameter) => {
        const [, name = '', value = ''] = /^([^=\s]*)\s*=?\s*(.*)$/s.exec(parameter) ?? [];
        return [name, value.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/gs, '$1')];
      }),
    );
    const charset = named.get('charset') ?? '';
    // There is no other.
    if (charset !== '' && charset !== 'utf-8' && charset !== 'utf8') return [];
    const quality = Number(named.get('q') ?? 1);
    return [{ type, quality: quality >= 0 && quality <= 1 ? quality : 1 }];
  });
}

/** What stands between separators, but for those in quotes. */
function partsOf(text: string, separator: ',' | ';'): string[] {
  const pattern =
    separator === ',' ? /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs : /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/gs;
  return (text.match(pattern) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}
