/** A diff as Coder's database stores it; the API answers the same keys in lower case. */
export type StoredDiff = Readonly<Record<string, StoredDiffField>>;

export interface StoredDiffField {
  /** Null is left out of the API's answer. */
  readonly Old: unknown;
  readonly New: unknown;
  readonly Secret: boolean;
}

export function changed(before: unknown, after: unknown): StoredDiffField {
  return { Old: before, New: after, Secret: false };
}

/** What is stored for a text that changed but must not be seen. */
export const secretText: StoredDiffField = { Old: '', New: '', Secret: true };

/** The same for a column of bytes: its zero value is null. */
export const secretBytes: StoredDiffField = { Old: null, New: null, Secret: true };

/** Each field as it comes into being: from the zero value of its type to the value given. */
export function createdWith(values: Readonly<Record<string, unknown>>): StoredDiff {
  return mapFields(values, (value) => changed(zeroOf(value), value));
}

/** Each field as it goes: from the value given to the zero value of its type. */
export function deletedWith(values: Readonly<Record<string, unknown>>): StoredDiff {
  return mapFields(values, (value) => changed(value, zeroOf(value)));
}

function mapFields(
  values: Readonly<Record<string, unknown>>,
  field: (value: unknown) => StoredDiffField,
): StoredDiff {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, field(value)]));
}

function zeroOf(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? zeroTime : '';
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  return null;
}

export const zeroTime = '0001-01-01T00:00:00Z';
