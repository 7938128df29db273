import { CHANNELS } from '#domain/channel/channels.ts';
import { atTheEdge } from '#shared/edge.ts';
import { foldChannel } from '#shared/fold-channel.ts';
import { logger } from '#shared/observability.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  for (const { id } of CHANNELS) {
    const { folded, closed } = await foldChannel(id);
    if (folded + closed > 0) logger.info('counts of a channel added up', { channel: id, folded, closed });
  }
});
