import * as z from 'zod';
import { UnknownChannel } from '#domain/channel/channels.ts';
import { AskChannels } from '#domain/insight/channel-checkup.ts';
import { checkupPage } from '#domain/insight/checkup-page.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { checkChannels } from '#shared/check-channels.ts';
import { now } from '#shared/clock.ts';

export const handler = api(z.undefined(), async ({ query, caller, wantsPage }) => {
  operatorsOnly(caller);
  const { format = wantsPage ? 'html' : 'json', ...asked } = AskChannels.parse(query);
  try {
    const found = await checkChannels(asked, now());
    return format === 'html' ? { page: checkupPage(found.channels, found) } : { body: found };
  } catch (error) {
    if (error instanceof UnknownChannel) throw new Problem(404, 'Not Found', `channel: ${error.message}`);
    throw error;
  }
});
