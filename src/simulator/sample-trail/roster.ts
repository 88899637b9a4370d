export type Team =
  'platform' | 'observability' | 'security' | 'routing' | 'mobile' | 'data' | 'warehouse';

export type SiteName =
  | 'rotterdam'
  | 'bergen'
  | 'krakow'
  | 'lisbon'
  | 'chicago'
  | 'denver'
  | 'sao-paulo'
  | 'bengaluru'
  | 'osaka';

/** One line for each person: username, display name, e-mail as typed at sign-up, team, site. */
export type RosterLine = readonly [
  username: string,
  name: string,
  email: string,
  team: Team,
  site: SiteName,
];

const domain = '@marlow-freight.example';

/** Marlow Freight, a freight forwarder. Some 60 people use Coder. */
export const roster: readonly RosterLine[] = [
  ['DanaReyes', 'Dana Reyes', `Dana.Reyes${domain}`, 'observability', 'denver'],
  ['soren', 'Søren Ågård', `soren.agard${domain}`, 'observability', 'bergen'],
  ['tokafor', 'Tobenna Okafor', `t.okafor${domain}`, 'observability', 'lisbon'],
  ['LWisniewski', 'Łukasz Wiśniewski', `Lukasz.Wisniewski${domain}`, 'observability', 'krakow'],
  ['akim', 'Alex Kim', `alex.kim${domain}`, 'observability', 'chicago'],
  ['hbrandt', 'Hanna Brandt', `hanna.brandt${domain}`, 'observability', 'rotterdam'],
  ['rafael', 'Rafael Conceição', `rafael.conceicao${domain}`, 'observability', 'sao-paulo'],
  [
    'vhale',
    'Viktor Hale',
    `Viktor.Hale@contractors.${domain.slice(1)}`,
    'observability',
    'rotterdam',
  ],

  ['ingrid', 'Ingrid Solberg', `ingrid.solberg${domain}`, 'platform', 'bergen'],
  ['priya-r', 'Priya Raman', `Priya.Raman${domain}`, 'platform', 'bengaluru'],
  ['tmarchetti', 'Tommaso Marchetti', `tommaso.marchetti${domain}`, 'platform', 'rotterdam'],
  ['jdoyle', 'Jack Doyle', `jack.doyle${domain}`, 'platform', 'chicago'],
  ['KMatsuda', '松田 健', `Ken.Matsuda${domain}`, 'platform', 'osaka'],
  ['owen-b', 'Owen Blackwood', `owen.blackwood${domain}`, 'platform', 'lisbon'],

  ['mcosta', 'Mariana Costa', `mariana.costa${domain}`, 'security', 'lisbon'],
  ['aoife', 'Aoife Ní Bhriain', `aoife.nibhriain${domain}`, 'security', 'lisbon'],
  ['dkhan', 'Daniyal Khan', `daniyal.khan${domain}`, 'security', 'bengaluru'],
  ['gwen', 'Gwenaëlle Le Goff', `gwenaelle.legoff${domain}`, 'security', 'rotterdam'],

  ['mnowak', 'Marek Nowak', `marek.nowak${domain}`, 'routing', 'krakow'],
  ['ZofiaK', 'Zofia Kamińska', `Zofia.Kaminska${domain}`, 'routing', 'krakow'],
  ['piotr-z', 'Piotr Zieliński', `piotr.zielinski${domain}`, 'routing', 'krakow'],
  ['ewa', 'Ewa Dąbrowska', `ewa.dabrowska${domain}`, 'routing', 'krakow'],
  ['jvandijk', 'Joost van Dijk', `joost.vandijk${domain}`, 'routing', 'rotterdam'],
  ['sanne', 'Sanne de Wit', `sanne.dewit${domain}`, 'routing', 'rotterdam'],
  ['bkaya', 'Berk Kaya', `berk.kaya${domain}`, 'routing', 'rotterdam'],
  ['oyildiz', 'Ömer Yıldız', `omer.yildiz${domain}`, 'routing', 'rotterdam'],
  ['cfuentes', 'Camila Fuentes', `camila.fuentes${domain}`, 'routing', 'sao-paulo'],
  ['thiago', 'Thiago Araújo', `thiago.araujo${domain}`, 'routing', 'sao-paulo'],
  ['rhenders', 'Ruth Henderson', `ruth.henderson${domain}`, 'routing', 'chicago'],
  ['mo-hassan', 'Mohamed Hassan', `mohamed.hassan${domain}`, 'routing', 'chicago'],
  ['elif', 'Elif Şahin', `elif.sahin${domain}`, 'routing', 'rotterdam'],
  ['ntran', 'Trần Minh Ngọc', `ngoc.tran${domain}`, 'routing', 'osaka'],

  ['anais', 'Anaïs Lefèvre', `anais.lefevre${domain}`, 'mobile', 'lisbon'],
  ['jpereira', 'João Pereira', `joao.pereira${domain}`, 'mobile', 'lisbon'],
  ['BeaC', 'Beatriz Carvalho', `Beatriz.Carvalho${domain}`, 'mobile', 'lisbon'],
  ['kwame', 'Kwame Mensah', `kwame.mensah${domain}`, 'mobile', 'lisbon'],
  ['sofia-l', 'Sofía Lozano', `sofia.lozano${domain}`, 'mobile', 'denver'],
  ['dpark', 'Daniel Park', `daniel.park${domain}`, 'mobile', 'denver'],
  ['yara', 'Yara Haddad', `yara.haddad${domain}`, 'mobile', 'rotterdam'],

  ['ananya', 'Ananya Krishnan', `ananya.krishnan${domain}`, 'data', 'bengaluru'],
  ['rohit-m', 'Rohit Mehta', `rohit.mehta${domain}`, 'data', 'bengaluru'],
  ['SGupta', 'Shreya Gupta', `Shreya.Gupta${domain}`, 'data', 'bengaluru'],
  ['vikram', 'Vikram Iyer', `vikram.iyer${domain}`, 'data', 'bengaluru'],
  ['fatima', 'Fátima Zahra Benali', `fatima.benali${domain}`, 'data', 'lisbon'],
  ['alexkim-data', 'Alex Kim', `alex.kim2${domain}`, 'data', 'osaka'],
  ['linh', 'Nguyễn Thùy Linh', `linh.nguyen${domain}`, 'data', 'osaka'],
  ['mhoffmann', 'Maximilian Hoffmann', `max.hoffmann${domain}`, 'data', 'rotterdam'],
  ['clara-w', 'Clara Weiß', `clara.weiss${domain}`, 'data', 'rotterdam'],
  ['ebell', 'Ethan Bell', `ethan.bell${domain}`, 'data', 'denver'],
  ['nadia', 'Надія Коваленко', `nadia.kovalenko${domain}`, 'data', 'krakow'],
  ['pgreer', 'Patrick Greer', `patrick.greer${domain}`, 'data', 'chicago'],

  ['McAllister', 'Fiona McAllister', `Fiona.McAllister${domain}`, 'warehouse', 'chicago'],
  ['deshawn', 'Deshawn Carter', `deshawn.carter${domain}`, 'warehouse', 'chicago'],
  ['lgarza', 'Lucía Garza', `lucia.garza${domain}`, 'warehouse', 'denver'],
  ['TKowalski', 'Tadeusz Kowalski', `Tadeusz.Kowalski${domain}`, 'warehouse', 'krakow'],
  ['hsato', '佐藤 ひかり', `hikari.sato${domain}`, 'warehouse', 'osaka'],
  ['kaito', '中村 海斗', `kaito.nakamura${domain}`, 'warehouse', 'osaka'],
  ['eirik', 'Eirik Bjørnstad', `eirik.bjornstad${domain}`, 'warehouse', 'bergen'],
  ['astrid', 'Astrid Sæther', `astrid.saether${domain}`, 'warehouse', 'bergen'],
  ['Jonas', 'Jonas Lindqvist', `Jonas.Lindqvist${domain}`, 'warehouse', 'bergen'],
  [
    'mwhite-ext',
    'Morgan White',
    `morgan.white@contractors.${domain.slice(1)}`,
    'warehouse',
    'denver',
  ],
];

export interface Circumstances {
  readonly siteRoles?: readonly ('owner' | 'auditor' | 'template-admin' | 'user-admin')[];
  readonly loginType?: 'password' | 'github';
  /** Days before the end of the trail: when the account was made, if within the trail. */
  readonly joined?: number;
  /** Days before the end of the trail: the last working day. */
  readonly left?: number;
  readonly fate?: 'deleted' | 'suspended' | 'dormant';
  /** The text by which Bindplane records the person, where it is not the display name. */
  readonly bindplaneText?: 'email';
  /** Works in Bindplane although the team does not. */
  readonly usesBindplane?: true;
  /** Invited, but never signed in. */
  readonly neverSeen?: true;
}

/** What is special about a person, by username. */
export const circumstances: Readonly<Record<string, Circumstances>> = {
  ingrid: { siteRoles: ['owner'] },
  mcosta: { siteRoles: ['auditor'] },
  'priya-r': { siteRoles: ['template-admin'] },
  tmarchetti: { siteRoles: ['template-admin', 'user-admin'] },
  jdoyle: { siteRoles: ['user-admin'] },
  tokafor: { bindplaneText: 'email' },
  'alexkim-data': { usesBindplane: true },
  McAllister: { usesBindplane: true },
  vhale: { left: 23, fate: 'deleted', loginType: 'password' },
  bkaya: { left: 71, fate: 'deleted' },
  pgreer: { left: 48, fate: 'deleted' },
  'mwhite-ext': { left: 12, fate: 'suspended', loginType: 'password' },
  'owen-b': { left: 38, fate: 'suspended' },
  'clara-w': { left: 113, fate: 'dormant' },
  kwame: { left: 109, fate: 'dormant' },
  gwen: { joined: 97 },
  linh: { joined: 62 },
  elif: { joined: 41 },
  astrid: { joined: 18 },
  dpark: { joined: 4, neverSeen: true },
  ebell: { loginType: 'github' },
  rafael: { loginType: 'github' },
};
