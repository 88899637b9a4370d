/** Values of a database enum, each with the minor version of 2.x that brought it (0: before 2.20). */
export type EnumValues = Readonly<Record<string, number>>;

export const auditActions: EnumValues = {
  create: 0,
  write: 0,
  delete: 0,
  start: 0,
  stop: 0,
  login: 0,
  logout: 0,
  register: 0,
  request_password_reset: 0,
  connect: 0,
  disconnect: 0,
  open: 0,
  close: 0,
};

export const resourceTypes: EnumValues = {
  organization: 0,
  template: 0,
  template_version: 0,
  user: 0,
  workspace: 0,
  git_ssh_key: 0,
  api_key: 0,
  group: 0,
  workspace_build: 0,
  license: 0,
  workspace_proxy: 0,
  convert_login: 0,
  health_settings: 0,
  oauth2_provider_app: 0,
  oauth2_provider_app_secret: 0,
  custom_role: 0,
  organization_member: 0,
  notifications_settings: 0,
  notification_template: 0,
  idp_sync_settings_organization: 0,
  idp_sync_settings_group: 0,
  idp_sync_settings_role: 0,
  workspace_agent: 0,
  workspace_app: 0,
  prebuilds_settings: 25,
  task: 28,
  ai_seat: 32,
  chat: 33,
  user_secret: 33,
  ai_provider: 34,
  ai_provider_key: 34,
  group_ai_budget: 34,
  user_skill: 34,
  ai_gateway_key: 35,
  user_ai_budget_override: 35,
};

export const buildReasons: EnumValues = {
  initiator: 0,
  autostart: 0,
  autostop: 0,
  dormancy: 0,
  failedstop: 0,
  autodelete: 0,
  dashboard: 25,
  cli: 25,
  ssh_connection: 25,
  vscode_connection: 25,
  jetbrains_connection: 25,
  task_auto_pause: 30,
  task_manual_pause: 30,
  task_resume: 30,
};

export const userStatuses: EnumValues = { active: 0, suspended: 0, dormant: 0 };

export const loginTypes: EnumValues = {
  password: 0,
  github: 0,
  oidc: 0,
  token: 0,
  none: 0,
  oauth2_provider_app: 0,
};

export function hasEnumValue(values: EnumValues, value: string, minor: number): boolean {
  return Object.hasOwn(values, value) && (values[value] ?? Infinity) <= minor;
}
