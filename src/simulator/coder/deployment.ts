import type { CoderDatabase } from './database.ts';
import type { Random } from '../random.ts';
import type { CoderVersion } from './version.ts';

/** One simulated Coder server, as its endpoints see it. */
export interface Deployment {
  readonly version: CoderVersion;
  readonly database: CoderDatabase;
  readonly random: Random;
  /** RFC 3339 in UTC, at most microseconds. */
  readonly now: () => string;
  readonly accessUrl: string;
  readonly deploymentId: string;
  /** Where counting stops in versions that cap it. */
  readonly countCap: number;
  /** Of the database session, `Z` or a numeric offset: how the times of rows are printed. */
  readonly databaseZone: string;
}
