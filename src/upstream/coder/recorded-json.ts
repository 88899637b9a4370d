import { isDeeperThan } from '../json-shape.ts';
import { UpstreamBadResponseError } from '../upstream-error.ts';

/** Far more than Coder writes. Writing JSON that is some thousands of levels deep fails. */
const maxLevels = 100;

/** A value that Coder keeps without a schema. Throws `UpstreamBadResponseError` when it is too deep. */
export function recordedJson(value: unknown): unknown {
  if (!isDeeperThan(maxLevels, value)) return value;
  throw new UpstreamBadResponseError(
    `Coder recorded JSON here that is more than ${maxLevels} levels deep.`,
    { upstream: 'CODER' },
  );
}
