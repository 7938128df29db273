import type { EventDetail } from '#domain/event.ts';
import { plusSeconds } from '#domain/time.ts';
import { type CompiledReaction, deedsFor } from '#domain/workbench/reaction.ts';
import { reactionFacts, skusIn } from '#domain/workbench/reaction-facts.ts';
import { carryOut } from './carry-out.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { stockOf } from './dynamo-stock-store.ts';
import { logger } from './observability.ts';
import { reactionAt, reactionsTo } from './reaction-library.ts';
import { type ReactionTimer, setTimer } from './timers.ts';

const orders = dynamoOrderStore();

/** Names of schedules are at most 64 characters: the event's id, and as much of the reaction's as there is room for. */
const timerName = ({ id: event }: EventDetail, { id }: CompiledReaction): string =>
  `react_${event.replace(/^evt_/, '')}_${id}`.slice(0, 64);

const SECONDS_PER_MINUTE = 60;

/** Decides by how things stand now, and does what is said. */
const decideAndDo = async (reaction: CompiledReaction, type: string, detail: EventDetail): Promise<void> => {
  const order = detail.orderId ? (await orders.get(detail.orderId)).order : null;
  const subjects = reaction.on.each === 'SKU' ? skusIn(detail) : [null];
  for (const sku of subjects) {
    const stock = sku === null ? null : { sku, levels: await stockOf([sku]) };
    const toDo = deedsFor(reaction, reactionFacts(type, detail, { order, stock, now: now() }));
    for (const each of toDo) {
      logger.info('reaction', { reaction: each.reaction, rule: each.rule, deed: each.deed.do, sku });
      await carryOut(each, { type, detail, sku }, order);
    }
  }
};

/** Wakes what an event wakes: at once, or by a timer. Twice the same event is reacted to once. */
export const react = async (type: string, detail: EventDetail): Promise<void> => {
  for (const reaction of await reactionsTo(type, detail)) {
    const { afterMinutes } = reaction.on;
    if (afterMinutes === undefined) {
      await decideAndDo(reaction, type, detail);
      continue;
    }
    const timer: ReactionTimer = { timer: 'REACT', reaction: reaction.id, version: reaction.version, type, detail };
    await setTimer(timerName(detail, reaction), timer, plusSeconds(detail.at, afterMinutes * SECONDS_PER_MINUTE));
  }
};

/** A reaction's time has come. */
export const reactNow = async ({ reaction, version, type, detail }: ReactionTimer): Promise<void> =>
  decideAndDo(await reactionAt(reaction, version), type, detail);
