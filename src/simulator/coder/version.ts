export type CoderSimulatorVersion = '2.20.3' | '2.24.2' | '2.30.9' | '2.35.1';

/** What this version does differently from the others. */
export interface CoderVersion {
  /** As sent in `X-Coder-Build-Version` and `/buildinfo`. */
  readonly build: string;
  readonly provisionerApi: string;
  /** The 30 of 2.30.9; all supported versions are 2.x. */
  readonly minor: number;
  /** Counting stops at `count_cap + 1`, and the answer says so. */
  readonly capsCount: boolean;
  /** An offset past the end still reports the true count. */
  readonly countsEmptyPages: boolean;
  /** What a caller without permission gets from /audit: 403; before 2.20 nothing; before 2.14 a 500. */
  readonly unauthorizedAudit: 'forbidden' | 'empty' | 'error';
  /** No limit, or 0, means no rows (before 2.13) and not 100. */
  readonly zeroLimitMeansNone: boolean;
  /** Bare words of a search are joined into one. */
  readonly joinsBareWords: boolean;
  /** Accepts bearer tokens and `access_token`, and sends `WWW-Authenticate`. */
  readonly speaksOAuth: boolean;
  /** A 303 reads "was redirected attempting to". */
  readonly namesRedirects: boolean;
  /** Sends `name` and `avatar_url` even when empty. */
  readonly sendsEmptyNames: boolean;
  readonly sendsThemePreference: boolean;
  /** 404 for a user that is absent or hidden; otherwise 400. */
  readonly hidesUsersAs404: boolean;
  /** Counts requests by user; otherwise by address. */
  readonly limitsRatePerUser: boolean;
  /** Users carry `has_ai_seat`, members the fields of their user. */
  readonly hasAiSeats: boolean;
  /** `/users` searches by `name` and `service_account`. */
  readonly searchesUserNames: boolean;
  /** Organizations carry `default_org_member_roles`. */
  readonly hasDefaultMemberRoles: boolean;
}

const builds: Readonly<Record<CoderSimulatorVersion, { build: string; provisionerApi: string }>> = {
  '2.20.3': { build: 'v2.20.3', provisionerApi: '1.3' },
  '2.24.2': { build: 'v2.24.2', provisionerApi: '1.7' },
  '2.30.9': { build: 'v2.30.9', provisionerApi: '1.14' },
  '2.35.1': { build: 'v2.35.1+a1b2c3d', provisionerApi: '1.17' },
};

/** First releases by minor version; between those simulated, backports do not matter. */
export function coderVersion(version: CoderSimulatorVersion): CoderVersion {
  const minor = Number(version.split('.')[1]);
  return {
    ...builds[version],
    minor,
    capsCount: minor >= 30,
    countsEmptyPages: minor >= 25,
    unauthorizedAudit: 'forbidden',
    zeroLimitMeansNone: false,
    joinsBareWords: minor >= 27,
    speaksOAuth: minor >= 25,
    namesRedirects: minor >= 21,
    sendsEmptyNames: minor < 23,
    sendsThemePreference: minor < 21,
    hidesUsersAs404: minor >= 31,
    limitsRatePerUser: minor >= 32,
    hasAiSeats: minor >= 32,
    searchesUserNames: minor >= 31,
    hasDefaultMemberRoles: minor >= 35,
  };
}
