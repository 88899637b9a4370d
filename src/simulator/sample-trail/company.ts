import type { StoredOrganization, StoredResource } from '../coder/state.ts';
import { day, formatMicros, type Micros } from './micros.ts';
import type { People, Person } from './people.ts';
import type { Random } from '../random.ts';
import type { Team } from './roster.ts';

export interface Template {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly teams: readonly Team[];
  activeVersionId: string;
  versions: number;
}

export interface Company {
  readonly organizations: readonly StoredOrganization[];
  readonly templates: readonly Template[];
  readonly home: StoredOrganization;
  readonly organizationIdsOf: (person: Person) => readonly string[];
  readonly templateNamed: (name: string) => Template;
}

const everyone: readonly Team[] = ['routing', 'mobile', 'platform', 'observability', 'security'];

export function createCompany(random: Random, now: Micros, people: People): Company {
  const organization = (name: string, title: string, icon: string, description: string) => ({
    id: random.fork(name).uuid(),
    name,
    display_name: title,
    icon,
    description,
    created_at: formatMicros(now - 610 * day),
    updated_at: formatMicros(now - 200 * day),
    is_default: false,
  });
  const home = {
    ...organization(
      'marlow-freight',
      'Marlow Freight',
      '/emojis/1f6a2.png',
      'Routing, mobile, platform and everybody else',
    ),
    is_default: true,
  };
  const data = organization(
    'data-platform',
    'Data Platform',
    '/icon/database.svg',
    'Forecasts, lakehouse and notebooks',
  );
  const warehouse = organization(
    'Warehouse-Robotics',
    'Warehouse Robotics',
    '/emojis/1f9be.png',
    'Dock vision and autonomous carts',
  );
  const hackWeek = {
    ...organization('hack-week', 'Hack Week', '/emojis/1f3af.png', 'One week, then gone'),
    created_at: formatMicros(now - 58 * day),
    deleted: true,
  };
  const template = (name: string, of: StoredOrganization, teams: readonly Team[]): Template => {
    const own = random.fork(`template ${name}`);
    return {
      id: own.uuid(),
      name,
      organizationId: of.id,
      teams,
      activeVersionId: own.uuid(),
      versions: own.between(8, 60),
    };
  };
  const templates = [
    template('kubernetes-dev', home, everyone),
    template('docker-compose', home, ['routing', 'mobile', 'platform']),
    template('android-emulator', home, ['mobile']),
    template('agent-task', home, everyone),
    template('windows-desktop', home, ['security', 'platform']),
    template('python-notebook', data, ['data']),
    template('spark-cluster', data, ['data']),
    template('gpu-training', data, ['data']),
    template('ros2-sim', warehouse, ['warehouse']),
    template('Dock-Vision', warehouse, ['warehouse']),
  ];
  const organizationOf = (person: Person) =>
    person.team === 'data' ? data : person.team === 'warehouse' ? warehouse : home;
  const organizationIdsOf = (person: Person) =>
    person === people.prebuilds
      ? []
      : person.team === 'platform' || person === people.terraform
        ? [home.id, data.id, warehouse.id]
        : [...new Set([home.id, organizationOf(person).id])];
  return {
    organizations: [home, data, warehouse, hackWeek],
    templates,
    home,
    organizationIdsOf,
    templateNamed: (name) => {
      const found = templates.find((each) => each.name === name);
      if (!found) throw new RangeError(`no template is named ${name}`);
      return found;
    },
  };
}

export function templateResource(template: Template): StoredResource {
  return { id: template.id, kind: 'template', deleted: false };
}
