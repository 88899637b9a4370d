/** What the actions of both systems come to: the coarse enum of the graph. */
export type OperationType =
  | 'CREATE'
  | 'MODIFY'
  | 'DELETE'
  | 'START'
  | 'STOP'
  | 'PAUSE'
  | 'RESUME'
  | 'AUTHENTICATION'
  | 'ACCESS';

/** The actions of each type in lower case: verbs are Coder's, participles and `pending` Bindplane's. */
export const actionsOfOperationType: Readonly<Record<OperationType, readonly string[]>> = {
  CREATE: ['create', 'register', 'created', 'pending'],
  MODIFY: ['write', 'modified', 'updated'],
  DELETE: ['delete', 'deleted'],
  START: ['start', 'started'],
  STOP: ['stop', 'stopped'],
  PAUSE: ['paused'],
  RESUME: ['resumed'],
  AUTHENTICATION: ['login', 'logout', 'request_password_reset'],
  ACCESS: ['connect', 'disconnect', 'open', 'close'],
};

const operationTypes = new Map(
  Object.entries(actionsOfOperationType).flatMap(([type, actions]) =>
    actions.map((action) => [action, type as OperationType] as const),
  ),
);

/** The type of an action as recorded, ignoring case; null when it is unknown to us. */
export function operationTypeOf(action: string): OperationType | null {
  return operationTypes.get(action) ?? operationTypes.get(action.toLowerCase()) ?? null;
}
