import type { Fields } from '../json.ts';
import type { View } from '../views.ts';
import { ApiError, type Call, type Methods } from './call.ts';

export const VIEWS: Methods = {
  'views.open': { run: (call) => stacked(call, 'open') },
  'views.push': { run: (call) => stacked(call, 'push') },
  'views.update': { run: update },
  'views.publish': { run: publish },
};

function update(call: Call): Fields {
  const { views } = call.context;
  const view = call.has('view_id') ? views.find(call.text('view_id')) : views.findExternal(call.required('external_id'));
  if (view === undefined) throw new ApiError('not_found');
  return shown(call, views.update(view, checked(call), hashOf(call)));
}

function publish(call: Call): Fields {
  const user = call.required('user_id');
  if (!call.context.workspace.users.has(user)) throw new ApiError('user_not_found');
  const view = checked(call);
  if (view.type !== 'home') throw new ApiError('invalid_arguments');
  return shown(call, call.context.views.publish(user, view, hashOf(call)));
}

/** The view is looked at first: a refused view leaves the trigger unused. */
function stacked(call: Call, how: 'open' | 'push'): Fields {
  const view = checked(call);
  if (view.type !== 'modal') throw new ApiError('invalid_arguments');
  const user = call.context.triggers.redeem(call.required('trigger_id'));
  return shown(call, call.context.views[how](user, view));
}

function checked(call: Call): Fields {
  const view = call.fields('view');
  if (Object.keys(view).length === 0) throw new ApiError('invalid_arguments');
  call.context.guard.view(call.method, view);
  return view;
}

/** An empty hash is a hash too, and a wrong one. */
function hashOf(call: Call): string | undefined {
  return call.has('hash') ? call.text('hash') : undefined;
}

function shown(call: Call, view: View): Fields {
  return { ok: true, view: call.context.views.json(view) };
}
