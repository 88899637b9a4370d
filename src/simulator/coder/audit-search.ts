import { auditActions, buildReasons, resourceTypes } from './enums.ts';
import type { Deployment } from './deployment.ts';
import { GoError } from './go/error.ts';
import { quote } from './go/quote.ts';
import { nilUuid, uuidOf } from './go/uuid.ts';
import { ParameterParser } from './parameter-parser.ts';
import type { Validation } from './parameter-parser.ts';
import { organizationNamed } from './organizations.ts';
import { mayReadOrganization } from './roles.ts';
import { SearchSyntaxError, searchTerms } from './search-terms.ts';
import type { StoredUser } from './state.ts';

/** Empty text and undefined mean: not filtered by this. */
export interface AuditSearch {
  readonly requestId: string | undefined;
  readonly resourceId: string | undefined;
  readonly resourceTarget: string;
  readonly username: string;
  readonly email: string;
  /** `YYYY-MM-DD` */
  readonly dateFrom: string | undefined;
  readonly dateTo: string | undefined;
  readonly organizationId: string | undefined;
  readonly resourceType: string;
  readonly action: string;
  readonly buildReason: string;
}

export type ParsedAuditSearch =
  | { readonly valid: true; readonly search: AuditSearch }
  | { readonly valid: false; readonly errors: readonly Validation[] };

/** Reads `q` of /audit as the server does; what is wrong comes back as validations. */
export function parseAuditSearch(
  deployment: Deployment,
  caller: StoredUser,
  q: string,
): ParsedAuditSearch {
  const { version, random } = deployment;
  let parser: ParameterParser;
  try {
    parser = new ParameterParser(searchTerms(q, 'resource_type', version.joinsBareWords));
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
    return { valid: false, errors: [{ field: 'q', detail: error.message }] };
  }
  const search: AuditSearch = {
    requestId: parser.uuid('request_id'),
    resourceId: parser.uuid('resource_id'),
    resourceTarget: parser.text('resource_target'),
    username: parser.text('username'),
    email: parser.text('email'),
    dateFrom: parser.date('date_from'),
    dateTo: parser.date('date_to'),
    organizationId: parser.custom('organization', undefined, (value) =>
      organizationId(deployment, caller, value),
    ),
    resourceType: parser.enumValue('resource_type', resourceTypes, version.minor),
    action: parser.enumValue('action', auditActions, version.minor),
    buildReason: parser.enumValue('build_reason', buildReasons, version.minor),
  };
  parser.refuseOthers(random);
  return parser.errors.length === 0
    ? { valid: true, search }
    : { valid: false, errors: parser.errors };
}

/** An uuid need not exist; a name must, and be readable. */
function organizationId(
  { database }: Deployment,
  caller: StoredUser,
  value: string,
): string | undefined {
  const uuid = uuidOf(value);
  if (uuid !== undefined) return uuid === nilUuid ? undefined : uuid;
  const organization = organizationNamed(database, value);
  if (organization === undefined || !mayReadOrganization(caller, organization.id)) {
    throw new GoError(
      `organization ${quote(value)} either does not exist, or you are unauthorized to view it`,
    );
  }
  return organization.id;
}
