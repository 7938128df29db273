import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { CHANNELS } from '../../domain/channel/channels.ts';
import { fromEpochMillis, plusSeconds } from '../../domain/time.ts';
import {
  BAD_DAY,
  type MixedPush,
  mixtureOf,
  seeded,
  TROUBLES,
  type Trouble,
  type Troubles,
} from '../../test/simulators/channels/mixture.ts';
import { aboutAnother, asOfNow, type Message, messageOf, readFixture } from '../channel-fixture.ts';
import type { LocalState } from '../local-state.ts';
import { deliverPush, registerOrder } from '../platform-push.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/channel', import.meta.url));

/** `5/s`, `90/min`, `0.5/s` in pushes per second. */
export const rateOf = (text: string): number => {
  const found = /^(\d+(?:\.\d+)?)\/(s|min)$/.exec(text);
  const rate = Number(found?.[1]) / (found?.[2] === 'min' ? 60 : 1);
  if (!(rate > 0 && rate <= 200)) throw new InvalidArgumentError('give it as 5/s or 90/min, at most 200/s');
  return rate;
};

/** `none`, `bad-day`, or `twice=0.2,late=0.1`: shares of the orders they happen to. */
export const troublesOf = (text: string): Troubles => {
  if (text === 'none') return {};
  if (text === 'bad-day') return BAD_DAY;
  const named = text.split(',').map((part): [Trouble, number] => {
    const [name = '', share = ''] = part.split('=');
    const trouble = TROUBLES.find((known) => known.toLowerCase().replaceAll('_', '-') === name.trim());
    if (!trouble || !(Number(share) >= 0 && Number(share) <= 1 && share.trim() !== ''))
      throw new InvalidArgumentError(
        `"${part}": none, bad-day, or any of ${TROUBLES.map((known) => known.toLowerCase().replaceAll('_', '-')).join(' ')} with a share from 0 to 1, as in twice=0.2,late=0.1`,
      );
    return [trouble, Number(share)];
  });
  return Object.fromEntries(named);
};

/** A clock as far off as no platform's signature allows. */
const SKEW_SECONDS = 3600;
const API_FAULT_MS = 20_000;
const TELL_EVERY_MS = 10_000;
/** A delivery that takes longer than its turn does not hold up the next; more than these under way do. */
const MOST_UNDER_WAY = 64;

const messageFor = (channel: string, fixture: string, serial: number): Message =>
  aboutAnother(
    asOfNow(messageOf(readFixture(`${FIXTURES}/${channel}/${fixture}.json`)), fromEpochMillis(Date.now())),
    serial,
  );

const failApi = async ({ simulatorUrl }: LocalState, channel: string, fault: 'DOWN' | 'BUSY'): Promise<void> => {
  const tell = (what: string | null) =>
    fetch(`${simulatorUrl}/_simulator/faults/${channel}`, { method: 'POST', body: JSON.stringify({ fault: what }) });
  await tell(fault);
  setTimeout(() => void tell(null).catch(() => {}), API_FAULT_MS).unref();
};

const deliver = async (state: LocalState, push: MixedPush): Promise<number> => {
  const { channel, fixture, serial, shows, trouble } = push;
  if (shows !== null) await registerOrder(state, channel, messageFor(channel, shows, serial));
  if (trouble === 'API_DOWN') await failApi(state, channel, 'DOWN');
  if (trouble === 'API_BUSY') await failApi(state, channel, 'BUSY');
  const message = messageFor(channel, fixture, serial);
  const { status } = await deliverPush(state, {
    channel,
    message: trouble === 'GARBAGE' ? { ...message, push: message.push.slice(0, -1) } : message,
    ...(trouble === 'WRONG_CLOCK' ? { signedAt: plusSeconds(fromEpochMillis(Date.now()), SKEW_SECONDS) } : {}),
    ...(trouble === 'TAMPERED' ? { edit: (body: string) => body.replace(/\d(?=\D*$)/, '0') } : {}),
  });
  return status;
};

export type TrafficProps = {
  /** Pushes per second. */
  readonly rate: number;
  readonly troubles: Troubles;
  readonly seed: number;
};

/** A lively mixture of all channels against the running system, until it is stopped. @param say one line every ten seconds */
export const startTraffic = (
  state: LocalState,
  { rate, troubles, seed }: TrafficProps,
  say: (line: string) => void,
): { readonly stop: () => void } => {
  const random = seeded(seed);
  const mixture = mixtureOf(
    CHANNELS.map(({ id }) => id),
    troubles,
    random,
    Math.floor(Date.now() / 10) % 900_000_000,
  );
  const told = { sent: 0, taken: 0, refused: 0, failed: 0, behind: 0 };
  let underWay = 0;
  const one = async (): Promise<void> => {
    if (underWay >= MOST_UNDER_WAY) {
      told.behind += 1;
      return;
    }
    underWay += 1;
    told.sent += 1;
    try {
      const status = await deliver(state, mixture.next(Date.now()));
      if (status < 300) told.taken += 1;
      else if (status < 500) told.refused += 1;
      else told.failed += 1;
    } catch {
      told.failed += 1;
    } finally {
      underWay -= 1;
    }
  };
  const sending = setInterval(() => void one(), 1000 / rate);
  const telling = setInterval(
    () =>
      say(
        `traffic ${rate}/s: ${told.sent} pushes, ${told.taken} taken, ${told.refused} refused (wrong clock or signature), ${told.failed} failed${told.behind > 0 ? `, ${told.behind} turns skipped: the system is behind` : ''}`,
      ),
    TELL_EVERY_MS,
  );
  return {
    stop: () => {
      clearInterval(sending);
      clearInterval(telling);
    },
  };
};
