/**
 * Who gets the goods and where, as the platform gave it: clear text, or ciphertext where the platform encrypts. Personal data:
 * it goes to the customers store and nowhere else.
 */
export type Person = {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly country: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly street: string;
  readonly detail: string;
  readonly postalCode: string;
  /** `name`, `phone` and `detail` are the platform's ciphertext. */
  readonly encrypted: boolean;
  /** The platform's opaque id of the address; empty where it has none. */
  readonly openAddressId: string;
  /** The platform's id for the buyer across its channels, with the platform: `weixin:oABC`. Absent or empty: it has none. */
  readonly unionId?: string;
  /** The buyer's own number, which the platform checked; clear or masked. Absent or empty: not told. */
  readonly buyerPhone?: string;
  /** The platform says that the goods are a present: the addressee is not the buyer. */
  readonly present?: boolean;
};

/**
 * What the address digest is taken over: it changes when any part of the address does. Ciphertext may differ at each reading, so
 * where the platform names the address itself, its id and masks stand for it.
 */
export const addressMaterial = (
  person: Person,
  masks: { readonly recipientMasked: string; readonly phoneMasked: string },
): string => {
  const { country, province, city, district, street, postalCode } = person;
  const place = [country, province, city, district, street, postalCode];
  const who =
    person.encrypted && person.openAddressId !== ''
      ? [person.openAddressId, masks.recipientMasked, masks.phoneMasked]
      : [person.name, person.phone, person.detail];
  return JSON.stringify([...place, ...who]);
};
