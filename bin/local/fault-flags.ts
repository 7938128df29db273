import { InvalidArgumentError } from 'commander';
import { type Appointment, FAULTS, type Fault, type FaultRates, USUAL_RATES } from './fault-plan.ts';

const written = (fault: Fault): string => fault.toLowerCase().replaceAll('_', '-');
const ALL = FAULTS.map(written).join(' ');

const faultNamed = (name: string): Fault => {
  const found = FAULTS.find((known) => written(known) === name.trim());
  if (!found) throw new InvalidArgumentError(`"${name}" is no fault: ${ALL}`);
  return found;
};

export const seedOf = (text: string): number => {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError('a seed is a whole number from 0');
  return seed;
};

/** `usual`, `none`, or `crash-after=0.02,throttled=0.1`: shares of the calls, deliveries or messages they happen to. */
export const faultRatesOf = (text: string): FaultRates => {
  if (text === 'usual') return USUAL_RATES;
  if (text === 'none') return {};
  const named = text.split(',').map((part): [Fault, number] => {
    const [name = '', share = ''] = part.split('=');
    if (share.trim() === '' || !(Number(share) >= 0 && Number(share) <= 1))
      throw new InvalidArgumentError(`"${part}": a fault with a share from 0 to 1, as in crash-after=0.02; ${ALL}`);
    return [faultNamed(name), Number(share)];
  });
  return Object.fromEntries(named);
};

/** `lineage/record-event:poisoned@3`; given more than once, all of them. */
export const appointmentOf = (text: string, before: readonly Appointment[]): readonly Appointment[] => {
  const [, source, fault, at] = /^([a-z-]+\/[a-z0-9-]+):([a-z-]+)@([1-9]\d*)$/.exec(text) ?? [];
  if (!source || !fault)
    throw new InvalidArgumentError('name function, fault and turn: order/drive-lifecycle:crash-after@3');
  return [...before, { source, fault: faultNamed(fault), at: Number(at) }];
};
