export type PromiseOrValue<T> = Promise<T> | T;

export function isPromise<T>(value: PromiseOrValue<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
