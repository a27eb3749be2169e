import { webApi } from '@slack/bolt';
import { HeraldError } from '#pipeline';

/** Slack refused a call, or could not be reached. */
export class SlackError extends HeraldError {
  readonly code = 'SLACK';
  /** Slack's own word, such as `not_in_channel`; `http_503` or `unreachable` where there is none. */
  readonly slackCode: string;
  /** Slack's explanations, such as where in the blocks the fault is. */
  readonly details: readonly string[];
  /** Seconds to wait, where Slack says so. */
  readonly retryAfter: number | undefined;

  constructor(
    method: string,
    slackCode: string,
    details: readonly string[] = [],
    retryAfter: number | undefined = undefined,
    options: ErrorOptions = {},
  ) {
    super(
      `Slack answers ${slackCode} to ${method}${details.length > 0 ? ` (${details.join('; ')})` : ''}${adviceOn(slackCode)}`,
      options,
    );
    this.slackCode = slackCode;
    this.details = details;
    this.retryAfter = retryAfter;
  }

  /** Of a plain HTTP answer, as a `response_url` gives. */
  static ofResponse(method: string, status: number, retryAfter: string | null, body: string): SlackError {
    if (status === 429) return new SlackError(method, 'ratelimited', [], Number(retryAfter) || 1);
    if (status >= 500) return new SlackError(method, `http_${status}`);
    const known = /"error"\s*:\s*"([a-z_]+)"/.exec(body)?.[1] ?? (/^[a-z_]+$/.test(body) ? body : undefined);
    return new SlackError(method, known ?? `http_${status}`);
  }

  /** Whether the same message without its blocks may be taken. */
  get isAboutBlocks(): boolean {
    return ABOUT_BLOCKS.has(this.slackCode);
  }

  /** Whether the same call may do better a little later. */
  get isTransient(): boolean {
    return this.retryAfter !== undefined || this.isUnclear || TRANSIENT.test(this.slackCode);
  }

  /** Whether nobody knows if the call was carried out. */
  get isUnclear(): boolean {
    return UNCLEAR.test(this.slackCode);
  }

  /** What a person can do about it; undefined where that is nothing, or not known. */
  get fix(): string | undefined {
    return Object.hasOwn(ADVICE, this.slackCode) ? ADVICE[this.slackCode] : undefined;
  }
}

const ABOUT_BLOCKS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'only_one_table_allowed',
  'msg_blocks_too_long',
  'msg_too_long',
]);

const SLACK_WORD = /^[a-z0-9_]+$/;
const TRANSIENT = /^(unreachable|ratelimited|service_unavailable|team_added_to_org)$/;
/** Slack says itself of its internal and fatal errors that part of the work may have been done. */
const UNCLEAR = /^(no_answer|http_5\d\d|internal_error|fatal_error|request_timeout)$/;

const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot with /invite @Herald',
  channel_not_found: 'the bot cannot see that channel: invite it with /invite @Herald, or correct the id',
  is_archived: 'the channel is archived: unarchive it, or choose another',
  user_not_found: 'the person is not in this workspace: correct the id',
  user_disabled: 'the person has left: choose another',
  restricted_action: 'an admin lets only some people post there: ask for an exception, or choose another channel',
  missing_scope: 'install the app again with the scopes of manifest.json',
  invalid_auth: 'check SLACK_BOT_TOKEN',
  not_authed: 'set SLACK_BOT_TOKEN',
  account_inactive: 'the app was removed from the workspace: install it again',
  token_revoked: 'install the app again and set the new SLACK_BOT_TOKEN',
  expired_trigger_id: 'click once more',
  exchanged_trigger_id: 'click once more',
  invalid_trigger_id: 'click once more',
  unreachable: 'check the network and SLACK_API_URL',
};

function adviceOn(slackCode: string): string {
  return Object.hasOwn(ADVICE, slackCode) ? `; ${ADVICE[slackCode]}` : '';
}

/** What a failed call of the Web API means. */
export function slackError(method: string, cause: unknown): SlackError {
  if (cause instanceof SlackError) return cause;
  if (cause instanceof webApi.WebAPIPlatformError) {
    const { error, response_metadata: metadata, needed } = cause.data as typeof cause.data & { readonly needed?: string };
    const details = [...(needed === undefined ? [] : [`needs ${needed}`]), ...(metadata?.messages ?? [])];
    // a proxy before Slack may answer 200 with a page of its own: then nobody knows what became of the call
    return new SlackError(method, typeof error === 'string' && SLACK_WORD.test(error) ? error : 'no_answer', details, undefined, {
      cause,
    });
  }
  if (cause instanceof webApi.WebAPIRateLimitedError)
    return new SlackError(method, 'ratelimited', [], cause.retryAfter, { cause });
  if (cause instanceof webApi.WebAPIHTTPError)
    return new SlackError(method, `http_${cause.statusCode}`, [], undefined, { cause });
  return new SlackError(method, neverLeft(cause) ? 'unreachable' : 'no_answer', [], undefined, { cause });
}

/** Whether there was no connection over which the call could have gone. */
function neverLeft(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause ?? (cause as { readonly original?: unknown }).original) {
    if ('code' in cause && NO_CONNECTION.has(String(cause.code))) return true;
  }
  return false;
}

const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
