import { nilUuid } from './identifiers.ts';
import type { Micros } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import type { Releases } from './releases.ts';

/** Who called, from where and with what. */
export interface Origin {
  readonly userId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export type Tool = 'browser' | 'cli' | 'editor' | 'mobile' | 'script';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const desktops = {
  mac: {
    agents: [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome}`,
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0',
    ],
    cli: 'darwin/arm64',
  },
  linux: {
    agents: [
      'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
      `Mozilla/5.0 (X11; Linux x86_64) ${chrome}`,
    ],
    cli: 'linux/amd64',
  },
  windows: {
    agents: [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/142.0.0.0`,
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`,
    ],
    cli: 'windows/amd64',
  },
} as const;

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

const scimAgent = 'Okta SCIM Client 1.0.0';
const terraformAgent =
  'Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-coderd/0.0.13';

export interface Origins {
  readonly by: (person: Person, tool: Tool, at: Micros, command?: string) => Origin;
  readonly terraform: (person: Person) => Origin;
  /** Background work done in somebody's name. */
  readonly automatic: (person: Person) => Origin;
  readonly scim: Origin;
  /** Somebody who has not proved who they are. */
  readonly stranger: (person: Person) => Origin;
  readonly nobody: Origin;
}

export function createOrigins(random: Random, releases: Releases): Origins {
  const by = (person: Person, tool: Tool, at: Micros, command = 'coder'): Origin => ({
    userId: person.id,
    ip: addressOf(person, random),
    userAgent: agentOf(person, tool, releases.at(at), command),
  });
  return {
    by,
    terraform: (person) => ({
      userId: person.id,
      ip: '10.42.7.19',
      userAgent: terraformAgent,
    }),
    automatic: (person) => ({ userId: person.id, ip: null, userAgent: null }),
    scim: { userId: nilUuid, ip: '203.0.113.200', userAgent: scimAgent },
    stranger: (person) => ({ ...by(person, 'browser', 0), userId: nilUuid }),
    nobody: { userId: nilUuid, ip: null, userAgent: null },
  };
}

/** Mostly the desk at the office, now and then from home. */
function addressOf(person: Person, random: Random): string {
  const host = 20 + (Number.parseInt(person.id.slice(0, 4), 16) % 210);
  if (random.chance(0.74)) return `${person.site.ipv4}.${host}`;
  return `${person.site.ipv6}::${person.id.slice(4, 8).replace(/^0+(?=.)/, '')}`;
}

function agentOf(person: Person, tool: Tool, version: string, command: string): string {
  const { agents, cli } = desktops[person.desktop];
  if (tool === 'mobile') return phone;
  if (tool === 'script') return 'python-requests/2.32.5';
  if (tool === 'cli') return `coder-cli/${version} (${cli}; ${command})`;
  if (tool === 'editor' && person.editor === 'vscode') return 'axios/1.12.2 coder-vscode/1.11.4';
  if (tool === 'editor' && person.editor === 'jetbrains') return `Coder Toolbox/0.7.2 (${cli})`;
  if (tool === 'editor' && person.editor === 'ssh')
    return `coder-cli/${version} (${cli}; coder ssh)`;
  return agents[Number.parseInt(person.id.slice(-4), 16) % agents.length] ?? agents[0];
}
