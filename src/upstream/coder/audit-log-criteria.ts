import type { InstantRange } from '../../feed/instant.ts';
import type { OrganizationKey, UserKey } from '../entry/filter-values.ts';
import type { IpRange } from '../entry/ip-range.ts';
import type { OperationType } from '../entry/operation-type.ts';

/** What is asked of the audit log, checked; all that is given must hold. Undefined: not asked. */
export interface AuditLogCriteria {
  readonly range: InstantRange;
  /** Lower case, as are resource types and build reasons. */
  readonly actions?: readonly string[] | undefined;
  readonly operationTypes?: readonly OperationType[] | undefined;
  readonly resourceTypes?: readonly string[] | undefined;
  readonly buildReasons?: readonly string[] | undefined;
  readonly resourceId?: string | undefined;
  readonly resourceTarget?: string | undefined;
  readonly resourceName?: string | undefined;
  readonly requestId?: string | undefined;
  readonly actor?: UserKey | 'me' | undefined;
  readonly organization?: OrganizationKey | undefined;
  readonly isSuccessful?: boolean | undefined;
  readonly statusCodes?: readonly number[] | undefined;
  readonly ip?: IpRange | undefined;
  /** The text that some of the above was read from. */
  readonly search?: string | undefined;
}
