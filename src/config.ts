/** Where an upstream is and whose credential it gets. */
export interface UpstreamConfig {
  /** http or https, without a trailing slash. */
  readonly url: string;
  /** Shared mode: every caller uses this one. Undefined in pass-through mode: callers send their own. */
  readonly token: string | undefined;
}

export interface BindplaneConfig extends UpstreamConfig {
  readonly accountId: string | undefined;
}

/** Every setting of the process, read once and checked. */
export interface Config {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Undefined when not configured. When neither upstream is, simulators take their place. */
  readonly coder: UpstreamConfig | undefined;
  readonly bindplane: BindplaneConfig | undefined;
  /** A caller must send one of these as a bearer token. Undefined: the gateway asks for none. */
  readonly gatewayTokens: readonly string[] | undefined;
  readonly allowTestAuditLog: boolean;
  /** The whole request. */
  readonly requestTimeoutMs: number;
  /** One upstream call. */
  readonly upstreamTimeoutMs: number;
  /** Upstream calls that one field may spend on scanning. */
  readonly scanBudgetCalls: number;
  readonly countCap: number;
  readonly maxBodyBytes: number;
  readonly maxQueryDepth: number;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Origins that a browser may call from; empty: only the gateway's own. */
  readonly corsOrigins: readonly string[];
}
