import type { Destination } from '../order/order.ts';
import type { DestinationRule } from './mapping.ts';
import { type Reader, readText } from './mapping-field.ts';
import type { Target } from './mapping-notes.ts';
import { isMask, maskName, maskPhone } from './masking.ts';
import type { Person } from './person.ts';

const personal = (target: string): Target => ({
  target: `destination.${target}`,
  hold: 'UNKNOWN_ADDRESS',
  personal: true,
});

export type Place = {
  /** Null: the platform gives no address (not paid yet, nothing to ship, hidden while it checks). */
  readonly destination: Omit<Destination, 'addressDigest'> | null;
  readonly person: Person;
};

const REGION_CODE = /^\d{6}/;
/** Ciphertext shows nothing; without the platform's own mask, a plain one stands in. */
const HIDDEN = '***';

const masked = (given: string, clear: string, encrypted: boolean, mask: (text: string) => string): string => {
  if (!encrypted) return given === '' ? mask(clear) : given;
  // Some platforms answer a mask or ciphertext in the same field.
  if (given.includes('*')) return given;
  if (clear === '' && given === '') return '';
  return isMask(clear) ? clear : HIDDEN;
};

export const compileDestination = (rule: DestinationRule): Reader<Place> => {
  const read = (key: Exclude<keyof DestinationRule, 'encrypted'>) => readText(rule[key], personal(key));
  const country = read('country');
  const province = read('province');
  const city = read('city');
  const district = read('district');
  const street = read('street');
  const detail = read('detail');
  const regionCode = read('regionCode');
  const postalCode = read('postalCode');
  const name = read('name');
  const phone = read('phone');
  const email = read('email');
  const nameMasked = read('nameMasked');
  const phoneMasked = read('phoneMasked');
  const openAddressId = read('openAddressId');
  return (source, notes) => {
    const person: Person = {
      name: name(source, notes),
      phone: phone(source, notes),
      email: email(source, notes),
      country: country(source, notes),
      province: province(source, notes),
      city: city(source, notes),
      district: district(source, notes),
      street: street(source, notes),
      detail: detail(source, notes),
      postalCode: postalCode(source, notes),
      encrypted: rule.encrypted,
      openAddressId: openAddressId(source, notes),
    };
    if (person.province === '' && person.city === '' && person.detail === '') return { destination: null, person };
    const destination = {
      country: person.country,
      province: person.province,
      city: person.city,
      district: person.district,
      regionCode: REGION_CODE.exec(regionCode(source, notes))?.[0] ?? null,
      recipientMasked: masked(nameMasked(source, notes), person.name, rule.encrypted, maskName),
      phoneMasked: masked(phoneMasked(source, notes), person.phone, rule.encrypted, maskPhone),
    };
    return { destination, person };
  };
};
