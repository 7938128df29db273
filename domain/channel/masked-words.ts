import { maskName, maskPhone } from './masking.ts';
import type { InstructionType } from './remark-instruction.ts';

/** Titles of companies, schools and shops are public. */
const IS_ORGANISATION =
  /公司|集团|工厂|厂$|店$|中心|学校|大学|医院|银行|事务所|合作社|委员会|局$|ltd|inc|llc|gmbh|co\./i;

/** Province to county stay, as they do in every destination; street and house go. */
const PLACE = /^(?:[^\d\s,，]{1,12}?(?:省|自治区|市|区|县|州|盟|旗)){1,4}/;

const SHOWN_AT_ENDS = 4;
const maskNumber = (text: string): string =>
  text.length <= 2 * SHOWN_AT_ENDS ? '****' : `${text.slice(0, SHOWN_AT_ENDS)}****${text.slice(-SHOWN_AT_ENDS)}`;

const maskAddress = (text: string): string => `${PLACE.exec(text)?.[0] ?? ''}***`;

/** How a value that may tell a person is shown; types that are not here are never personal. */
const MASKS: Readonly<Partial<Record<InstructionType, (value: string) => string>>> = {
  contact_phone: maskPhone,
  recipient_change: maskName,
  address_change: maskAddress,
  gift_message: ([first = '']) => `${first}**`,
  invoice_title: (title) => (IS_ORGANISATION.test(title) ? title : maskName(title)),
  invoice_tax_id: maskNumber,
};

/** Whether what such an instruction says may tell a person. */
export const isPersonalWord = (type: InstructionType): boolean => type in MASKS;

/** The value as an order may carry it. */
export const maskWord = (type: InstructionType, value: string): string => MASKS[type]?.(value) ?? value;

/** Stand-ins for what masks hide, so that a masked remark reads like one somebody wrote: `138****0000` → `13800000000`. */
export const standIn = (masked: string): string =>
  masked
    .replace(/(\d{3})\*{4}(\d{4})/g, '$10000$2')
    .replace(/(\p{Script=Han})\*\*(?!\*)/gu, '$1某某')
    .replace(/(?<=[省市区县州盟旗])\*\*\*/g, '某某路1号')
    .replace(/([0-9A-Z]{4})\*{4}([0-9A-Z]{4})/g, '$10000000000$2')
    .replace(/\*{2,}/g, '某某');
