import { builder } from './builder.ts';
import { describeError } from './client-errors.ts';
import type { UpstreamConfig } from '../config/config.ts';
import type { CoderClient } from '../upstream/coder/client.ts';
import type { UpstreamName } from '../config/upstream-name.ts';
import { AuditSource } from './audit-source.ts';

interface UpstreamState {
  readonly source: UpstreamName;
  readonly isSimulated: boolean;
  readonly isReachable: boolean;
  readonly version: string | null;
  readonly latencyMs: number | null;
  readonly code: string | null;
  readonly message: string | null;
}

const AuditUpstream = builder.objectRef<UpstreamState>('AuditUpstream');

AuditUpstream.implement({
  description: 'A system behind this gateway, and whether it answers this caller right now.',
  fields: (t) => ({
    source: t.expose('source', {
      type: AuditSource,
      nullable: false,
      description: 'Which system.',
    }),
    isReachable: t.exposeBoolean('isReachable', {
      nullable: false,
      description: 'Whether it has just told its version and accepted the credential.',
    }),
    isSimulated: t.exposeBoolean('isSimulated', {
      nullable: false,
      description:
        'Whether it is a simulator inside the gateway, whose entries are made up: so it is when no upstream is configured.',
    }),
    version: t.exposeString('version', {
      description: 'Its version, e.g. `v2.35.1+a1b2c3d`; null when it does not tell.',
    }),
    latencyMs: t.exposeFloat('latencyMs', {
      description: 'How long that answer took, in milliseconds; null without an answer.',
    }),
    code: t.exposeString('code', {
      description:
        'Why it did not answer as it should, e.g. `UPSTREAM_NOT_CONFIGURED`, `UPSTREAM_UNAVAILABLE` or `UNAUTHENTICATED`: the codes of errors. Null when it did.',
    }),
    message: t.exposeString('message', {
      description: 'The same in an English sentence, for people; null when there is no `code`.',
    }),
  }),
});

builder.queryField('upstreams', (t) =>
  t.field({
    type: [AuditUpstream],
    nullable: false,
    description:
      'Every system that the gateway can read, and whether it answers: two small calls to Coder, one to Bindplane. Never an error.',
    resolve: (_root, _args, context) => {
      const { coder, bindplane } = context.config;
      return Promise.all([
        probe('CODER', coder, async () => readCoder(context.coder().client)),
        probe('BINDPLANE', bindplane, () => context.bindplane().client.version()),
      ]);
    },
  }),
);

/** Coder tells its version to anybody, even without its database: it is asked for the caller, too. */
async function readCoder(client: CoderClient): Promise<string> {
  const [{ version }] = await Promise.all([client.buildInfo(), client.me()]);
  return version;
}

async function probe(
  source: UpstreamName,
  config: UpstreamConfig | undefined,
  readVersion: () => Promise<string | undefined>,
): Promise<UpstreamState> {
  const start = performance.now();
  const upstream = { source, isSimulated: config?.isSimulated ?? false };
  try {
    const version = (await readVersion()) ?? null;
    const latencyMs = Math.round((performance.now() - start) * 100) / 100;
    return { ...upstream, isReachable: true, version, latencyMs, code: null, message: null };
  } catch (error) {
    const { code, message } = describeError(error) ?? {
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Something went wrong in the gateway.',
    };
    return { ...upstream, isReachable: false, version: null, latencyMs: null, code, message };
  }
}
