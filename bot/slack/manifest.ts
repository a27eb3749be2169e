import type { Profile } from '#pipeline';
import { groupsNamed } from '../access/decide.ts';
import type { Config } from '../config.ts';
import { agentPrompts } from './blocks/prompts.ts';

/** Where Slack's requests go: over a socket that Herald opens, or to a public address. */
export type ManifestMode = { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string };

/** What each scope is for; there is none without a use. */
const SCOPES: Readonly<Record<string, string>> = {
  commands: '/segments',
  'app_mentions:read': '@Herald in channels',
  'im:history': 'direct messages to Herald',
  'im:write': 'files and user lists sent to the asker',
  'assistant:write': 'suggested prompts, and "is looking…" in threads with the agent',
  'chat:write': 'answers',
  'files:write': 'PDF, CSV, and charts as pictures',
  'files:read': 'to see when a picture is ready to be shown',
  'channels:read': 'whether a channel is shared with another organisation',
  'groups:read': 'the same for private channels',
  'channels:history': 'whether an alert or report was posted already, before it is sent again',
  'groups:history': 'the same in private channels',
};

/** What the installed app has to be allowed. */
export function botScopes({ access }: Pick<Config, 'access'>): readonly string[] {
  return [...Object.keys(SCOPES), ...(groupsNamed(access).size > 0 ? ['usergroups:read'] : [])];
}

/** Scopes that an installed app lacks; none where Slack does not say what it has. */
export function missingScopes(config: Pick<Config, 'access'>, granted: readonly string[] | undefined): readonly string[] {
  return granted === undefined ? [] : botScopes(config).filter((scope) => !granted.includes(scope));
}

/** The app manifest: paste it at api.slack.com/apps, or compare it with what is installed. */
export function slackManifest(config: Config, profile: Profile, mode: ManifestMode): object {
  const socket = mode.kind === 'socket';
  const url = mode.kind === 'http' ? { url: mode.url } : {};
  const requestUrl = mode.kind === 'http' ? { request_url: mode.url } : {};
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Herald',
      description: 'Asks, charts and watches the behavioural segments of your app users.',
      background_color: '#123a4d',
    },
    features: {
      bot_user: { display_name: 'Herald', always_online: true },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      agent_view: {
        agent_description: 'Answers questions about user segments from stored runs, with how sure it is. No language model.',
        suggested_prompts: agentPrompts(profile),
      },
      slash_commands: [
        {
          command: '/segments',
          description: 'Ask about user segments, or look up a user',
          usage_hint: 'how many power users in Germany? | help | view kpis | user 100005 | alerts | status',
          should_escape: true,
          ...url,
        },
      ],
    },
    oauth_config: { scopes: { bot: botScopes(config) } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: ['app_home_opened', 'app_mention', 'message.im'] },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: socket,
      token_rotation_enabled: false,
    },
  };
}
