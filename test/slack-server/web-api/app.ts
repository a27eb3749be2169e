import { validateMessageBlocks, validateView } from '../blocks/validate.ts';
import { type Fields, fieldsOf } from '../json.ts';
import { ApiError, type Call, type Methods } from './call.ts';

export const APP: Methods = {
  'auth.test': { run: authTest },
  'api.test': { run: ({ args }) => ({ ok: true, args }) },
  'team.info': {
    scopes: ['team:read'],
    run: ({ context: { app } }) => ({ ok: true, team: { id: app.teamId, domain: app.teamDomain } }),
  },
  'apps.connections.open': { token: 'app', run: openConnection },
  'blocks.validate': { run: validate },
};

function authTest({ context: { app } }: Call): Fields {
  return {
    ok: true,
    url: `https://${app.teamDomain}.slack.com/`,
    team: app.teamDomain,
    user: app.botName.toLowerCase(),
    team_id: app.teamId,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function openConnection({ context }: Call): Fields {
  const query = new URLSearchParams({ ticket: context.sockets.newTicket(), app_id: context.app.appId });
  return { ok: true, url: `${context.origin().replace('http', 'ws')}/link/?${query}` };
}

function validate(call: Call): Fields {
  const subjects = (['blocks', 'message', 'view'] as const).filter((name) => call.has(name));
  const [subject] = subjects;
  if (subject === undefined || subjects.length > 1) throw new ApiError('invalid_arguments');
  const value = call.args[subject];
  const faults =
    subject === 'view' ? validateView(value) : validateMessageBlocks(subject === 'blocks' ? value : fieldsOf(value).blocks);
  if (faults.length > 0) throw new ApiError(`invalid_${subject}`, { errors: faults });
  return { ok: true };
}
