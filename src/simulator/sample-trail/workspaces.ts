import type { CoderLedger } from './coder-ledger.ts';
import type { Template } from './company.ts';
import { changed, createdWith } from './diff.ts';
import { nilUuid } from './identifiers.ts';
import { type Micros, second } from './micros.ts';
import type { Origin } from './origins.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly owner: Person;
  readonly template: Template;
  readonly agentId: string;
  readonly appId: string;
  versionId: string;
  builds: number;
  running: boolean;
  deleted: boolean;
  /** Until then a build runs, and another is refused. */
  busyUntil: Micros;
  /** Fields a later diff shows the old value of. */
  autostart: string | null;
  ttl: number | null;
}

export type Transition = 'start' | 'stop' | 'delete';

/** All workspaces, and the rows that making and building them leaves. */
export class Workspaces {
  readonly #random: Random;
  readonly #ledger: CoderLedger;
  readonly #end: Micros;
  readonly #all: Workspace[] = [];
  readonly #byOwner = new Map<Person, Workspace[]>();
  #outage: { readonly from: Micros; readonly to: Micros } | undefined;

  constructor(random: Random, ledger: CoderLedger, end: Micros) {
    this.#random = random;
    this.#ledger = ledger;
    this.#end = end;
  }

  get all(): readonly Workspace[] {
    return this.#all;
  }

  livingOf(owner: Person): Workspace[] {
    return (this.#byOwner.get(owner) ?? []).filter((each) => !each.deleted);
  }

  /** Those in which the person works, not the agents'. */
  desksOf(owner: Person): Workspace[] {
    return this.livingOf(owner).filter(({ template }) => template.name !== 'agent-task');
  }

  /** Nothing starts in that time. */
  failBetween(from: Micros, to: Micros): void {
    this.#outage = { from, to };
  }

  /** One that was there before the trail begins, switched off. */
  settle(owner: Person, template: Template, name: string): Workspace {
    const workspace = this.#add(owner, template, name);
    workspace.builds = this.#random.between(12, 340);
    workspace.versionId = template.activeVersionId;
    return workspace;
  }

  create(
    at: Micros,
    origin: Origin,
    owner: Person,
    template: Template,
    name: string,
    reason: string,
  ): Workspace {
    const workspace = this.#add(owner, template, name);
    this.#ledger.record(at, origin, {
      type: 'workspace',
      action: 'create',
      id: workspace.id,
      target: name,
      organizationId: template.organizationId,
      status: 201,
      diff: createdWith({
        id: workspace.id,
        name,
        owner_id: owner.id,
        template_id: template.id,
        automatic_updates: 'never',
      }),
      fields: {
        workspace_name: '',
        build_number: '',
        build_reason: '',
        workspace_owner: owner.username,
        workspace_id: nilUuid,
      },
    });
    this.build(at + second, origin, workspace, 'start', reason);
    return workspace;
  }

  /** False when another build still runs or there is nothing to do. */
  build(
    at: Micros,
    origin: Origin,
    workspace: Workspace,
    transition: Transition,
    reason: string,
    planned: 'succeeds' | 'fails' = 'succeeds',
  ): boolean {
    if (workspace.deleted || at < workspace.busyUntil) return false;
    const isAsWanted = transition !== 'delete' && workspace.running === (transition === 'start');
    if (isAsWanted && reason !== 'failedstop') return false;
    const isOutage = this.#outage !== undefined && at >= this.#outage.from && at < this.#outage.to;
    const outcome = isOutage && transition === 'start' ? 'fails' : planned;
    const done = at + Math.round(this.#duration(transition, outcome));
    const before = workspace.versionId;
    workspace.builds += 1;
    workspace.busyUntil = done + second;
    if (transition === 'start' && (before === '' || this.#random.chance(0.4))) {
      workspace.versionId = workspace.template.activeVersionId;
    }
    if (outcome === 'succeeds') {
      workspace.running = transition === 'start';
      workspace.deleted = transition === 'delete';
    }
    const id = this.#random.uuid();
    this.#ledger.record(
      done,
      { ...origin, userAgent: null },
      {
        type: 'workspace_build',
        action: transition,
        id,
        organizationId: workspace.template.organizationId,
        status: outcome === 'fails' ? 500 : 200,
        diff:
          before === workspace.versionId
            ? {}
            : { template_version_id: changed(before, workspace.versionId) },
        fields: buildFields(workspace, reason),
      },
    );
    if (done > this.#end) return true;
    this.#ledger.keep({
      id,
      kind: 'workspace_build',
      deleted: false,
      parent_id: workspace.id,
      build_reason: reason,
      build_number: workspace.builds,
    });
    if (workspace.deleted) this.#ledger.discard(workspace.id);
    return true;
  }

  #add(owner: Person, template: Template, name: string): Workspace {
    const workspace: Workspace = {
      id: this.#random.uuid(),
      name,
      owner,
      template,
      agentId: this.#random.uuid(),
      appId: this.#random.uuid(),
      versionId: '',
      builds: 0,
      running: false,
      deleted: false,
      busyUntil: 0,
      autostart: null,
      ttl: null,
    };
    this.#all.push(workspace);
    this.#byOwner.set(owner, [...this.livingOf(owner), workspace]);
    this.#ledger.keep({
      id: workspace.id,
      kind: 'workspace',
      deleted: false,
      owner_id: owner.id,
    });
    return workspace;
  }

  #duration(transition: Transition, outcome: 'succeeds' | 'fails'): number {
    const seconds = this.#random.share();
    if (outcome === 'fails') return (4 + seconds * 55) * second;
    return (transition === 'start' ? 14 + seconds * 70 : 5 + seconds * 16) * second;
  }
}

/** What Coder puts beside the row of a build. */
export function buildFields(
  workspace: Workspace,
  reason: string,
): Readonly<Record<string, string>> {
  return {
    workspace_name: workspace.name,
    build_number: String(workspace.builds),
    build_reason: reason,
    workspace_owner: workspace.owner.username,
    workspace_id: workspace.id,
  };
}
