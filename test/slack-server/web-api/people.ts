import type { Fields } from '../json.ts';
import type { User } from '../workspace.ts';
import { ApiError, type Call, type Methods } from './call.ts';

export const PEOPLE: Methods = {
  'users.info': { scopes: ['users:read'], run: info },
  'users.list': { scopes: ['users:read'], run: list },
  'users.lookupByEmail': { scopes: ['users:read.email'], run: lookupByEmail },
  'usergroups.list': { scopes: ['usergroups:read'], run: groups },
  'usergroups.users.list': { scopes: ['usergroups:read'], run: groupMembers },
};

function info(call: Call): Fields {
  const user = call.context.workspace.users.get(call.required('user'));
  if (user === undefined) throw new ApiError('user_not_found');
  return { ok: true, user: userJson(call, user) };
}

function list(call: Call): Fields {
  const members = [...call.context.workspace.users.values()].map((user) => userJson(call, user));
  return { ok: true, members, response_metadata: { next_cursor: '' } };
}

function lookupByEmail(call: Call): Fields {
  const email = call.required('email');
  const user = [...call.context.workspace.users.values()].find((candidate) => candidate.email === email);
  if (user === undefined) throw new ApiError('users_not_found');
  return { ok: true, user: userJson(call, user) };
}

function groups(call: Call): Fields {
  const usergroups = [...call.context.workspace.groups.values()].map(({ id, handle, members }) => ({
    id,
    handle,
    name: handle,
    user_count: members.size,
    ...(call.flag('include_users') ? { users: [...members] } : {}),
  }));
  return { ok: true, usergroups };
}

function groupMembers(call: Call): Fields {
  const group = call.context.workspace.groups.get(call.required('usergroup'));
  if (group === undefined) throw new ApiError('no_such_subteam');
  return { ok: true, users: [...group.members] };
}

function userJson(call: Call, user: User): Fields {
  const { app } = call.context;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.name,
    deleted: false,
    tz: 'Europe/Berlin',
    is_bot: user.isBot,
    is_restricted: user.isRestricted,
    is_ultra_restricted: false,
    is_stranger: user.teamId !== app.teamId,
    profile: {
      real_name: user.name,
      display_name: user.name,
      ...(app.scopes.has('users:read.email') ? { email: user.email } : {}),
    },
  };
}
