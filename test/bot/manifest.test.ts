import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DEFAULT_PROFILE } from '#pipeline';
import type { AccessRules } from '../../bot/access/rules.ts';
import { type Config, loadConfig } from '../../bot/config.ts';
import { slackManifest } from '../../bot/slack/manifest.ts';

interface Manifest {
  readonly display_information: { readonly name: string; readonly description: string };
  readonly features: {
    readonly bot_user: { readonly display_name: string };
    readonly agent_view: {
      readonly agent_description: string;
      readonly suggested_prompts: readonly { readonly title: string; readonly message: string }[];
    };
    readonly slash_commands: readonly { readonly command: string; readonly url?: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
    readonly interactivity: { readonly request_url?: string };
    readonly socket_mode_enabled: boolean;
  };
}

const config = await loadConfig(undefined);
const made = (changed: Partial<Config> = {}, url?: string) =>
  slackManifest(
    { ...config, ...changed },
    DEFAULT_PROFILE,
    url === undefined ? { kind: 'socket' } : { kind: 'http', url },
  ) as Manifest;

describe('the app manifest', () => {
  it('in the repository is what `herald manifest` prints', () => {
    assert.deepEqual(JSON.parse(readFileSync('manifest.json', 'utf8')), made());
  });

  it('keeps the limits of Slack', () => {
    const { display_information: display, features } = made();
    assert.ok(display.name.length <= 35 && display.description.length <= 140);
    assert.match(features.bot_user.display_name, /^[A-Za-z0-9._-]{1,80}$/);
    assert.ok(features.agent_view.agent_description.length <= 300);
    assert.ok(features.agent_view.suggested_prompts.length <= 4);
    assert.ok(features.slash_commands.every(({ command }) => command.length <= 32));
  });

  it('names the address three times over HTTP, and none in Socket Mode', () => {
    const http = made({}, 'https://herald.example.com/slack/events');
    assert.equal(http.settings.socket_mode_enabled, false);
    const places = [
      http.settings.event_subscriptions.request_url,
      http.settings.interactivity.request_url,
      http.features.slash_commands[0]!.url,
    ];
    assert.deepEqual(places, Array(3).fill('https://herald.example.com/slack/events'));
    assert.doesNotMatch(JSON.stringify(made()), /_url|"url"/);
  });

  it('asks to read user groups only where the access rules name one', () => {
    assert.ok(!made().oauth_config.scopes.bot.includes('usergroups:read'));
    const access: AccessRules = { ...config.access, lookUp: { groups: ['S012'] } };
    assert.ok(made({ access }).oauth_config.scopes.bot.includes('usergroups:read'));
  });
});
