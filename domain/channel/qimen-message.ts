import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { Instant } from '../time.ts';
import { beijingIn } from './taobao-tmc.ts';

/** A Qimen body: its elements by name, its texts trimmed. */
export type QimenMessage = XmlElement;

/** @throws XmlError, which says where */
export const parseQimen = (body: string): QimenMessage => {
  const { root } = parseXml(body);
  if (!root) throw new SyntaxError('no element');
  return root;
};

const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  (element?.children ?? []).filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);

/** Every element at the end of a way from the root. */
export const elementsAt = (message: QimenMessage, ...way: readonly string[]): readonly XmlElement[] =>
  way.reduce<readonly XmlElement[]>((found, name) => found.flatMap((each) => childrenOf(each, name)), [message]);

/** The text of the first element at the end of a way; '' where there is none. */
export const textAt = (message: QimenMessage, ...way: readonly string[]): string =>
  elementsAt(message, ...way)[0]?.text.trim() ?? '';

/** `taobao.qimen.deliveryorder.confirm` and `deliveryorder.confirm` are one method. */
export const plainMethod = (method: string): string => method.replace(/^taobao\.qimen\./, '');

/** Where each method of the warehouse has the number of the order it is about. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  'deliveryorder.confirm': ['deliveryOrder', 'deliveryOrderCode'],
  'orderprocess.report': ['order', 'orderCode'],
  'returnorder.confirm': ['returnOrder', 'returnOrderCode'],
  'itemlack.report': ['deliveryOrderCode'],
};

export const codeIn = (message: QimenMessage, method: string): string => {
  const way = CODES[plainMethod(method)];
  return way ? textAt(message, ...way) : '';
};

/** What it is about beside the order's number: which step, when, and the warehouse's own number of the message. */
export const stepIn = (message: QimenMessage): readonly string[] =>
  [
    textAt(message, 'process', 'processStatus') || textAt(message, 'deliveryOrder', 'status'),
    timeTextIn(message),
    textAt(message, 'deliveryOrder', 'outBizCode') ||
      textAt(message, 'returnOrder', 'outBizCode') ||
      textAt(message, 'outBizCode'),
  ].filter((part) => part !== '');

const timeTextIn = (message: QimenMessage): string =>
  textAt(message, 'process', 'operateTime') ||
  textAt(message, 'deliveryOrder', 'operateTime') ||
  textAt(message, 'deliveryOrder', 'orderConfirmTime') ||
  textAt(message, 'returnOrder', 'orderConfirmTime') ||
  textAt(message, 'createTime') ||
  textAt(message, 'checkTime');

/** Beijing time without a zone; null where the warehouse says none, or none that can be read. */
export const operatedAt = (message: QimenMessage): Instant | null => beijingIn(timeTextIn(message));
