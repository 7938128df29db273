import type { Channel } from '#domain/channel/channel.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { checkupReader } from '#domain/channel/checkup.ts';
import { parseMapping } from '#domain/channel/mapping.ts';
import {
  type AskChannels,
  type ChannelCheckup,
  type ChannelCheckups,
  checkChannel,
  partsOf,
} from '#domain/insight/channel-checkup.ts';
import { type Instant, plusHours, plusSeconds, secondsBetween } from '#domain/time.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { dynamoCheckupStore } from './dynamo-checkup-store.ts';
import { released } from './released.ts';

const LOOKED_BACK_HOURS = 7 * 24;

/** With its examples, which the text for run time lacks: they tell what is known and not read. */
const mappingOf = async (channel: string) => {
  const { release } = await released('mapping', channel);
  return parseMapping((await dynamoCatalogStore.version('mapping', channel, release.version)).document);
};

type Span = { readonly from: Instant; readonly to: Instant };

const checkOne = async ({ id: channel, title }: Channel, { from, to }: Span): Promise<ChannelCheckup | null> => {
  const earlier = plusSeconds(from, -secondsBetween(from, to));
  const kept = await dynamoCheckupStore.read(channel, earlier.slice(0, 'yyyy-MM-dd'.length));
  const { parts, before } = partsOf(kept, from);
  if (parts.length === 0) return null;
  const reader = checkupReader(await mappingOf(channel));
  const open = [...kept.open, ...kept.sightings.flatMap((sighting) => sighting.open)];
  return checkChannel({ channel, title, from, to, parts, before, open }, reader);
};

/** The check-up of one channel, or of all that said something. @throws UnknownChannel */
export const checkChannels = async (
  { channel, since }: Pick<AskChannels, 'channel' | 'since'>,
  now: Instant,
): Promise<ChannelCheckups> => {
  const asked = channel === undefined ? CHANNELS : [channelById(channel)];
  const span = { from: since ?? plusHours(now, -LOOKED_BACK_HOURS), to: now };
  const found = await Promise.all(asked.map((each) => checkOne(each, span)));
  return { ...span, channels: found.filter((each) => each !== null) };
};
