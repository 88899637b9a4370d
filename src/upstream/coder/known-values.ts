/**
 * The values that Coder's own lists hold, up to release 2.35. The lists are open: what is not here
 * is put to the server, whose refusal is the answer.
 */
export const knownActions: ReadonlySet<string> = words(`
  create write delete start stop login logout register request_password_reset
  connect disconnect open close`);

export const knownResourceTypes: ReadonlySet<string> = words(`
  organization template template_version user workspace git_ssh_key api_key group workspace_build
  license workspace_proxy convert_login health_settings oauth2_provider_app
  oauth2_provider_app_secret custom_role organization_member notifications_settings
  notification_template idp_sync_settings_organization idp_sync_settings_group
  idp_sync_settings_role workspace_agent workspace_app prebuilds_settings task ai_seat chat
  user_secret ai_provider ai_provider_key group_ai_budget user_skill ai_gateway_key
  user_ai_budget_override`);

export const knownBuildReasons: ReadonlySet<string> = words(`
  initiator autostart autostop dormancy failedstop autodelete dashboard cli ssh_connection
  vscode_connection jetbrains_connection task_auto_pause task_manual_pause task_resume`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
