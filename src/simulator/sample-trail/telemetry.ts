import type { BindplaneLedger } from './bindplane-ledger.ts';
import { type Micros, minute, second } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';

type PartKind = 'Source' | 'Processor' | 'Destination' | 'Connector' | 'Extension';

export interface Configuration {
  readonly name: string;
  version: number;
  readonly parts: { readonly kind: PartKind; readonly name: string }[];
}

const shelves: Readonly<Record<PartKind, readonly string[]>> = {
  Source: [
    'nginx',
    'journald',
    'file',
    'kubernetes_events',
    'otlp',
    'postgresql',
    'windowsevents',
    'syslog',
    'tcp',
    'hostmetrics',
  ],
  Processor: [
    'parse_json',
    'mask_pii',
    'batch',
    'filter_severity',
    'deduplicate_logs',
    'add_fields',
    'sampling',
    'count_telemetry',
    'parse_nginx',
  ],
  Destination: [
    'google_secops_eu',
    'siem-archive',
    'grafana_loki',
    'bigquery_freight',
    'dev_null',
    's3-cold-eu',
  ],
  Connector: ['routing_by_depot', 'count_errors'],
  Extension: ['health_check', 'file_storage'],
};

const names: readonly [name: string, version: number][] = [
  ['edge-prod', 3],
  ['edge-staging', 41],
  ['depot-gateways', 12],
  ['k8s-cluster-eu', 27],
  ['k8s-cluster-us', 24],
  ['pci-payments', 9],
  ['coder-platform', 15],
  ['windows-terminals', 6],
  ['Dock-Vision', 18],
  ['tms-api', 33],
  ['db-audit', 5],
  ['network-syslog', 8],
];

/** What the company's collectors run, by name. */
export function createConfigurations(random: Random): Configuration[] {
  return names.map(([name, version]) => ({
    name,
    version,
    parts: (
      ['Source', 'Source', 'Processor', 'Processor', 'Processor', 'Destination'] as const
    ).map((kind) => ({ kind, name: random.pick(shelves[kind]) })),
  }));
}

/** The text by which Bindplane records the person. */
export function bindplaneUser(person: Person): string {
  if (person.bindplaneText === undefined) {
    throw new RangeError(`${person.username} has no access to Bindplane`);
  }
  return person.bindplaneText;
}

/** A few changes to one configuration, and usually the rollout of what came of them. */
export function editConfiguration(
  ledger: BindplaneLedger,
  random: Random,
  user: string,
  configuration: Configuration,
  from: Micros,
): void {
  configuration.version += 1;
  const versioned = `${configuration.name}:${configuration.version}`;
  let at = from;
  for (let changes = random.between(1, 7); changes > 0; changes--) {
    const { kind, action, name } = change(random, configuration);
    const isShared = kind === 'Destination' && random.chance(0.4);
    ledger.record(at, user, { kind, action, name, configuration: isShared ? '' : versioned });
    at += random.between(20 * second, 6 * minute);
  }
  if (random.chance(0.85)) rollOut(ledger, random, user, versioned, at);
}

/** Begun, sometimes stopped on the way and taken up again. */
export function rollOut(
  ledger: BindplaneLedger,
  random: Random,
  user: string,
  versioned: string,
  from: Micros,
): void {
  const name = versioned.replace(/:.*/, '');
  const step = (action: string, at: Micros, by = user) =>
    ledger.record(at, by, { kind: 'Rollout', action, name, configuration: versioned });
  const started = from + random.between(15 * second, 8 * minute);
  step('Pending', from);
  if (random.chance(0.1)) return;
  step('Started', started);
  if (!random.chance(0.14)) return;
  const paused = started + random.between(40 * second, 20 * minute);
  // Bindplane pauses by itself when collectors report errors.
  step('Paused', paused, random.chance(0.4) ? '' : user);
  if (random.chance(0.8)) step('Resumed', paused + random.between(3 * minute, 50 * minute));
}

function change(random: Random, configuration: Configuration) {
  const { parts } = configuration;
  if (parts.length > 4 && random.chance(0.12)) {
    const [gone] = parts.splice(random.between(0, parts.length - 1), 1);
    return { ...gone!, action: 'Deleted' };
  }
  if (random.chance(0.2)) {
    const kind = random.weighted<PartKind>({
      Source: 5,
      Processor: 8,
      Destination: 2,
      Connector: 1,
      Extension: 1,
    });
    const part = { kind, name: random.pick(shelves[kind]) };
    parts.push(part);
    return { ...part, action: 'Created' };
  }
  return { ...random.pick(parts), action: 'Modified' };
}
