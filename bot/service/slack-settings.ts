import { EnvironmentError, type SlackEnvironment } from '../environment.ts';

/** How the bot talks with Slack. */
export type SlackSettings =
  | { readonly mode: 'http'; readonly botToken: string; readonly signingSecret: string }
  | { readonly mode: 'socket'; readonly botToken: string; readonly appToken: string };

/**
 * Socket Mode where there is an app token, else HTTP.
 *
 * @throws {EnvironmentError} naming every variable that is missing
 */
export function slackSettings({ botToken, signingSecret, appToken }: SlackEnvironment): SlackSettings {
  if (botToken !== undefined && appToken !== undefined) return { mode: 'socket', botToken, appToken };
  if (botToken !== undefined && signingSecret !== undefined) return { mode: 'http', botToken, signingSecret };
  const missing = [
    ...(botToken === undefined ? ['SLACK_BOT_TOKEN (xoxb-…)'] : []),
    ...(signingSecret === undefined && appToken === undefined
      ? ['SLACK_APP_TOKEN (xapp-…, for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP)']
      : []),
  ];
  throw new EnvironmentError(`the Slack bot needs ${missing.join(' and ')}; see "Slack" in the README for where they come from`);
}
