import type { InstructionType } from './remark-instruction.ts';

/** Codes of carriers as remarks, mappings and plans use them. */
export const CARRIER_CODES = [
  'SF_EXPRESS',
  'JD_LOGISTICS',
  'EMS',
  'CHINA_POST',
  'YTO',
  'ZTO',
  'STO',
  'YUNDA',
  'JT_EXPRESS',
  'DEPPON',
  'BEST',
  'CAINIAO',
  'DB_SCHENKER',
  'DHL',
  'FEDEX',
  'UPS',
  'ANE',
  'KYE',
  'TTK',
  'ZJS',
  'DADA',
] as const;

const PLACES = [
  'DOORSTEP',
  'PARCEL_STATION',
  'LOCKER',
  'FRONT_DESK',
  'GUARD_ROOM',
  'PROPERTY_OFFICE',
  'IN_PERSON',
  'NEIGHBOUR',
];

type Values = { readonly pattern: RegExp; readonly told: string };

const oneOf = (codes: readonly string[]): Values => ({
  pattern: new RegExp(`^(?:${codes.join('|')})$`),
  told: `one of ${codes.join(', ')}`,
});
const DAY: Values = { pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, told: 'a day, such as 2026-05-06' };
const YES = oneOf(['true']);
const WORDS: Values = { pattern: /\S/, told: 'words' };

/** What each type of instruction may say. */
export const INSTRUCTION_VALUES: Readonly<Record<InstructionType, Values>> = {
  fulfillment_carrier: oneOf(CARRIER_CODES),
  fulfillment_carrier_avoid: oneOf(CARRIER_CODES),
  ship_not_before: DAY,
  ship_by: DAY,
  deliver_on: DAY,
  deliver_by: DAY,
  deliver_window: {
    pattern: /^(?:MORNING|NOON|AFTERNOON|EVENING|WORKDAY|WEEKEND|(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-4]):[0-5]\d)$/,
    told: 'MORNING, NOON, AFTERNOON, EVENING, WORKDAY, WEEKEND or hours, such as 14:00-18:00',
  },
  drop_place: oneOf(PLACES),
  drop_place_avoid: oneOf(PLACES),
  contact: oneOf(['CALL_BEFORE_DELIVERY', 'SMS_ONLY', 'NO_CALL', 'CALL_BEFORE_SHIPPING']),
  contact_phone: { pattern: /^1[3-9]\d{9}$/, told: 'a mobile number of 11 digits' },
  urgency: oneOf(['EXPEDITE']),
  packaging: oneOf(['REINFORCED', 'DISCREET', 'GIFT_WRAP', 'COLD_PACK', 'NO_BOX_LOGO', 'ORIGINAL_BOX']),
  gift_message: WORDS,
  hide_price: YES,
  invoice_kind: oneOf(['NORMAL', 'VAT_SPECIAL', 'ELECTRONIC', 'NONE']),
  invoice_title: WORDS,
  invoice_tax_id: WORDS,
  variant_size: WORDS,
  variant_color: WORDS,
  shipment_merge: WORDS,
  shipment_split: YES,
  insure: YES,
  inspect_on_delivery: YES,
  install_on: { pattern: new RegExp(`^ASAP$|${DAY.pattern.source}`), told: `ASAP, or ${DAY.told}` },
  address_change: WORDS,
  recipient_change: WORDS,
  cancel: YES,
  no_substitute: YES,
  sample_request: YES,
};

/** Why a value is none of its type, with what would be one; null when it is. */
export const faultInValue = (type: InstructionType, value: string): string | null => {
  const { pattern, told } = INSTRUCTION_VALUES[type];
  return pattern.test(value) ? null : `${type} takes ${told}, not "${value}"`;
};
