import { fieldOf, isJsonObject } from './go/json.ts';
import { nilUuid, uuidOf } from './go/uuid.ts';

export interface AdditionalFields {
  /** As sent. */
  readonly sent: unknown;
  readonly workspaceName: string;
  readonly buildNumber: string;
  readonly workspaceOwner: string;
}

const textFields = ['workspace_name', 'build_number', 'build_reason', 'workspace_owner'];

const unknownFields = {
  workspace_name: 'unknown',
  build_number: 'unknown',
  build_reason: 'unknown',
  workspace_owner: 'unknown',
  workspace_id: nilUuid,
};

/** Passes the stored JSON on if it decodes into the server's struct, otherwise replaces it. */
export function readAdditionalFields(stored: unknown): AdditionalFields {
  const fields = isJsonObject(stored) ? stored : {};
  return {
    sent: decodes(stored) ? inDatabaseOrder(stored) : unknownFields,
    workspaceName: textOf(fieldOf(fields, 'workspace_name')),
    buildNumber: textOf(fieldOf(fields, 'build_number')),
    workspaceOwner: textOf(fieldOf(fields, 'workspace_owner')),
  };
}

function decodes(stored: unknown): boolean {
  if (stored === null) return true;
  if (!isJsonObject(stored)) return false;
  const id = fieldOf(stored, 'workspace_id') ?? nilUuid;
  return (
    typeof id === 'string' &&
    uuidOf(id) !== undefined &&
    textFields.every((name) => typeof (fieldOf(stored, name) ?? '') === 'string')
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `jsonb` keeps keys by length first. */
function inDatabaseOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inDatabaseOrder);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).toSorted(
    (a, b) => Buffer.byteLength(a) - Buffer.byteLength(b) || (a < b ? -1 : 1),
  );
  return Object.fromEntries(keys.map((key) => [key, inDatabaseOrder(value[key])]));
}
