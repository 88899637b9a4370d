/** A copy of a decoded value in which all is read that it decodes only when read. */
export function readWhole<T>(value: T): T {
  if (Array.isArray(value)) return value.map(readWhole) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = keysOf(value)
    .map((key) => [key, readWhole((value as Record<string, unknown>)[key])] as const)
    .filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as T;
}

/** Its own, and those of the getters of its classes. */
function keysOf(value: object): string[] {
  const keys = Object.keys(value);
  let type = Object.getPrototypeOf(value) as object | null;
  while (type && type !== Object.prototype) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if ('get' in descriptor) keys.push(key);
    }
    type = Object.getPrototypeOf(type) as object | null;
  }
  return keys;
}
