import type { Action } from './action.ts';
import type { Leg, ShortLine } from './leg.ts';

const quantityPicked = ({ picked = [] }: Pick<Action, 'picked'>, lineId: string): number | null =>
  picked.find((line) => line.lineId === lineId)?.quantity ?? null;

/** Why a report is no short pick of the leg, with the cure; null when it is one, or another report. */
export const faultOfShortPick = (action: Action, { lines }: Pick<Leg, 'lines'>): string | null => {
  if (action.action !== 'leg.short_picked') return null;
  const unknown = action.picked?.find(({ lineId }) => !lines.some((line) => line.lineId === lineId));
  if (unknown)
    return `picked: ${unknown.lineId} is no line of the leg: its lines are ${lines.map(({ lineId }) => lineId).join(', ')}`;
  const whole = lines.find(({ lineId, quantity }) => (quantityPicked(action, lineId) ?? -1) >= quantity);
  if (whole) return `picked: line ${whole.lineId} asks for ${whole.quantity}: name only lines of which there are fewer`;
  if (lines.every(({ lineId }) => quantityPicked(action, lineId) === 0))
    return 'picked: there is nothing of any line: report leg.rejected instead';
  return null;
};

/** What is short by the newest word on it; none when nobody said so, or it was taken back. @param effective by time */
export const shortLinesOf = (effective: readonly Action[], { lines }: Pick<Leg, 'lines'>): ShortLine[] => {
  const newest = effective.findLast(({ action }) => action === 'leg.short_picked');
  if (!newest) return [];
  return lines.flatMap((line) => {
    const picked = quantityPicked(newest, line.lineId);
    return picked === null || picked >= line.quantity ? [] : [{ ...line, picked }];
  });
};
