const ROLES =
  '快递员|派件员|派送员|配送员|投递员|揽投员|揽件员|揽收员|取件员|收件员|送货员|业务员|操作员|小哥|师傅|签收人|收件人|收货人|寄件人|联系人|代收人|派件人|派送人|揽收人|揽件人|取件人';
/** How words about what somebody does begin; rare family names among them stay readable. */
const NO_NAME =
  '[正已将会为上在开从未电收派送揽取通请按因到把与等稍您我后前不无可预根再又也都即准代签联本凭信和或的处手姓工编要拒外地更改表反称是退暂]|安排';
const AFTER_NAME = '\\s?(?:[(（,，、。;；】\\]/]|电话|手机|联系|正在|为您|已|将|1[3-9]\\d|$)';

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
  [new RegExp(`((?:${ROLES})(?:是|为)?\\s?[:：【[]\\s?)(\\p{Script=Han})[\\p{Script=Han}·]{1,8}`, 'gu'), '$1$2**'],
  // Addresses of electronic mail.
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g, '***@***'],
];

/** How couriers' names stand in tracking texts beyond that: too eager for what buyers write. */
const COURIERS: readonly (readonly [RegExp, string])[] = [
  // By their trade without a colon: what follows must not be a word about what they do.
  [
    new RegExp(`((?:${ROLES})\\s?)(?!${NO_NAME})(\\p{Script=Han})[\\p{Script=Han}·]{1,3}(?=${AFTER_NAME})`, 'gu'),
    '$1$2**',
  ],
  // A name before its mobile number: `王大山(138****5678)`, `吴小江138****5678`; a place before its number is none.
  [
    new RegExp(
      `(?<=^|[^\\p{Script=Han}]|[的由给被员])(?!${NO_NAME})(\\p{Script=Han})[\\p{Script=Han}·]{1,3}(?<![点部站店心司处柜场话机线式系码服])(?=\\s?[(（]\\s?1[3-9]\\d|1[3-9]\\d|\\s?(?:电话|手机)[:：]?\\s?1[3-9]\\d)`,
      'gu',
    ),
    '$1**',
  ],
  [/((?:交给|交由)\s?)(\p{Script=Han})\p{Script=Han}{1,2}(?=[,，]?\s?正在)/gu, '$1$2**'],
];

const without = (text: string, patterns: typeof PERSONAL): string =>
  patterns.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);

/** Free text without what tells a person: phones, codes, signers, mail addresses. */
export const maskPersonal = (text: string): string => without(text, PERSONAL);

/** A carrier's or partner's text without personal data; at most 500 characters. What is unmasked stays in the encrypted raw store only. */
export const maskText = (text: string): string => without(text.slice(0, 500), [...PERSONAL, ...COURIERS]);
