import type { Context } from './context.ts';
import { hears, sendEvent } from './events.ts';
import { type Exchange, lastCalls } from './exchange.ts';
import { type VisibleView, visibleView } from './visible.ts';
import { type Patience, until } from './wait.ts';
import type { Channel } from './workspace.ts';

/** Opens a tab of the app; the bot hears of it if it subscribed. */
export async function openTab(
  context: Context,
  user: string,
  dm: Channel,
  tab: 'home' | 'messages',
): Promise<Exchange['deliveries']> {
  if (!hears(context, 'app_home_opened')) return [];
  const home = context.views.home(user);
  const view = tab === 'home' && home !== undefined ? { view: context.views.json(home) } : {};
  const event = { type: 'app_home_opened', user, channel: dm.id, tab, event_ts: context.workspace.newTs(), ...view };
  const delivery = sendEvent(context, event);
  await delivery.first;
  return [delivery];
}

/** Opens the Home tab, and waits until the bot has published it anew. */
export async function openHome(context: Context, user: string, dm: Channel, patience: Patience): Promise<VisibleView> {
  const since = context.workspace.revision;
  await openTab(context, user, dm, 'home');
  const look = () => {
    const home = context.views.home(user);
    return home !== undefined && home.revision > since ? visibleView(home) : undefined;
  };
  return until(context.workspace, look, () => `no Home was published for ${user}; ${lastCalls(context)}`, patience);
}
