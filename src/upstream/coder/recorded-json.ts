import { isDeeperThan, maxJsonLevels } from '../json/require-json.ts';
import { UpstreamBadResponseError } from '../door/upstream-error.ts';

/** A value that Coder keeps without a schema. Throws `UpstreamBadResponseError` when it is too deep. */
export function recordedJson(value: unknown): unknown {
  if (!isDeeperThan(maxJsonLevels, value)) return value;
  throw new UpstreamBadResponseError(
    `Coder recorded JSON here that is more than ${maxJsonLevels} levels deep.`,
    { upstream: 'CODER' },
  );
}
