import type { BuyerRule } from './mapping.ts';
import { type Reader, readFlag, readText } from './mapping-field.ts';
import type { Target } from './mapping-notes.ts';
import type { Person } from './person.ts';

const personal = (target: string): Target => ({ target: `buyer.${target}`, hold: null, personal: true });

/** What the platform says of the account itself, beside where its order goes. */
export type Buyer = Required<Pick<Person, 'unionId' | 'buyerPhone' | 'present'>>;

export const compileBuyer = (rule: BuyerRule = {}): Reader<Buyer> => {
  const unionId = readText(rule.unionId?.id, personal('unionId'));
  const phone = readText(rule.phone, personal('phone'));
  const present = readFlag(rule.present);
  return (source, notes) => {
    const id = unionId(source, notes);
    return {
      unionId: id === '' ? '' : `${rule.unionId?.platform}:${id}`,
      buyerPhone: phone(source, notes),
      present: present(source, notes),
    };
  };
};
