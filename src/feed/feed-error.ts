/** What a caller asked for cannot be: `argument` is the path of the culprit, e.g. `filter.occurredAt.gte`. */
export class InvalidArgumentError extends Error {
  override name = 'InvalidArgumentError' as const;
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(message);
    this.argument = argument;
  }
}

/** A place could not be found within bounded calls: the message says what to do instead. */
export class ScanLimitError extends Error {
  override name: string = 'ScanLimitError';
}

/** A budget ended before the reading got anywhere: one that got somewhere ends there instead. */
export class BudgetSpentError extends ScanLimitError {
  override name = 'BudgetSpentError' as const;
  readonly spent: 'CALLS' | 'TIME';

  constructor(spent: 'CALLS' | 'TIME', message: string) {
    super(message);
    this.spent = spent;
  }
}
