import type { CombinedError } from '@urql/core';

/** Why the gateway refuses this argument; undefined when it does not. */
export function refusalOf(error: CombinedError | undefined, argument: string): string | undefined {
  return error?.graphQLErrors.find(({ extensions }) => extensions['argument'] === argument)
    ?.message;
}

interface FailureProps {
  readonly error: CombinedError | undefined;
  readonly onRetry: () => void;
}

/** What went wrong with a whole answer. Refused filters are told at their fields instead. */
export function Failure({ error, onRetry }: FailureProps) {
  const errors = error?.graphQLErrors ?? [];
  if (errors.some(({ extensions }) => String(extensions['argument']).startsWith('filter.'))) {
    return null;
  }
  return (
    <div class="notice" role="alert">
      {error?.networkError ? (
        <p>The gateway cannot be reached.</p>
      ) : (
        errors.map(({ message, extensions }) => (
          <p key={message}>
            {message} <code>{String(extensions['code'])}</code>
          </p>
        ))
      )}
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
