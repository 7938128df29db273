import { REMARK_SOURCES, type RemarkSource } from '../channel/remarks-read.ts';
import { followAsked } from './asked-holds.ts';
import type { Change, Context } from './change.ts';
import type { AskedHold, HoldType } from './order.ts';
import { ASKED_OF_PERSONS, type AskedOfPersons, type TakenInstruction } from './remark-constraints.ts';

const HOLD_OF: Readonly<Record<AskedOfPersons, HoldType>> = {
  cancel: 'CANCEL_REQUESTED',
  address_change: 'ADDRESS_CHANGE_REQUESTED',
  recipient_change: 'RECIPIENT_CHANGE_REQUESTED',
};

const WISH_OF: Readonly<Record<AskedOfPersons, (value: string) => string>> = {
  cancel: () => 'asks to cancel: cancel the order, or release the hold to send it',
  address_change: (value) =>
    `asks for another address ("${value}"): have it changed at the platform, or release the hold to send it where it says`,
  recipient_change: (value) =>
    `asks for another recipient ("${value}"): have it changed at the platform, or release the hold to send it as it is`,
};

const isAsked = (type: string): type is AskedOfPersons => (ASKED_OF_PERSONS as readonly string[]).includes(type);

const askedIn = (from: RemarkSource, taken: readonly TakenInstruction[]): AskedHold[] =>
  taken.flatMap(({ from: source, type, value }): AskedHold[] =>
    source === from && isAsked(type)
      ? [
          {
            id: `${type}:${value}`,
            actor: `remark:${from}`,
            type: HOLD_OF[type],
            reason: `remarks.${from}: the remark ${WISH_OF[type](value)}`,
          },
        ]
      : [],
  );

/**
 * Asks a person for what no constraint can do: nothing is handed out while a remark wants to cancel, or another address or recipient.
 * A remark that is withdrawn asks for it no more; after dispatch it is flagged.
 */
export const followRemarks = (change: Change, taken: readonly TakenInstruction[], context: Context): Change =>
  REMARK_SOURCES.reduce((acc, from) => followAsked(acc, `remark:${from}`, askedIn(from, taken), context), change);
