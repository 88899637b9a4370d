import { describe, expect, it } from 'vitest';
import { operationTypeOf } from '../../src/upstream/entry/operation-type.ts';

describe('the operation type of an action', () => {
  it.each([
    ['CREATE', ['create', 'register', 'Created', 'Pending']],
    ['MODIFY', ['write', 'Modified', 'Updated']],
    ['DELETE', ['delete', 'Deleted']],
    ['START', ['start', 'Started']],
    ['STOP', ['stop', 'Stopped']],
    ['PAUSE', ['Paused']],
    ['RESUME', ['Resumed']],
    ['AUTHENTICATION', ['login', 'logout', 'request_password_reset']],
    ['ACCESS', ['connect', 'disconnect', 'open', 'close']],
  ])('is %s for its actions in any case', (type, actions) => {
    const texts = actions.flatMap((action) => [action, action.toUpperCase()]);

    expect(texts.map(operationTypeOf)).toEqual(texts.map(() => type));
  });

  it('is null for an action unknown to us', () => {
    expect(['', 'archive', 'constructor', 'created '].map(operationTypeOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
