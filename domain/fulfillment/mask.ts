/** Replaced in this order. Each pattern is linear: fixed parts, bounded repetitions. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  // Mainland mobile numbers, also written with spaces or dashes.
  [/(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)/g, '$1****$2'],
  // Landlines with area code.
  [/(?<!\d)(0\d{2,3})[ -]?\d{3,4}(\d{4})(?!\d)/g, '$1****$2'],
  // Codes that open a locker.
  [/((?:取件|提货|取货|自提|开箱|验证)码(?:为|是)?\s?[:：]?\s?)[\w-]{3,20}/g, '$1****'],
  [/(凭\s?)[\d-]{3,20}(\s?(?:取件|取货|提货|领取))/g, '$1****$2'],
  // Couriers and signers by name: the family name stays.
  [
    /((?:快递员|派件员|派送员|配送员|揽投员|业务员|小哥|签收人|收件人|收货人|寄件人|联系人|代收人)(?:是|为)?\s?[:：【[]\s?)(\p{Script=Han})[\p{Script=Han}·]{1,8}/gu,
    '$1$2**',
  ],
  // Addresses of electronic mail.
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g, '***@***'],
];

/** Free text without what tells a person: phones, codes, signers, mail addresses. */
export const maskPersonal = (text: string): string =>
  PERSONAL.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);

/** A carrier's or partner's text without personal data; at most 500 characters. What is unmasked stays in the encrypted raw store only. */
export const maskText = (text: string): string => maskPersonal(text.slice(0, 500));
