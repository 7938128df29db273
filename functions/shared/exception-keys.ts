import { exceptionId, type Subject } from '#domain/insight/exception.ts';
import type { Key } from './dynamo.ts';

/*
 * What is stuck, in table `lineage`. Nobody else writes these keys.
 *
 * | question                                   | access                                         |
 * |--------------------------------------------|------------------------------------------------|
 * | one exception                              | pk ORDER#id, sk EXCEPTION#id; without an order pk EXCEPTION#id |
 * | everything that is or was stuck of an order| pk ORDER#id, sk begins_with EXCEPTION#          |
 * | what is open, oldest first                 | index by-attention (sparse): attention OPEN, since |
 * | what was set aside                         | the same, attention SET_ASIDE                   |
 */
export const EXCEPTIONS = 'EXCEPTION#';
export const orderExceptionsPk = (orderId: string): string => `ORDER#${orderId}`;
export const exceptionKey = (subject: Subject): Key => {
  const name = `${EXCEPTIONS}${exceptionId(subject)}`;
  return subject.orderId === null
    ? { pk: name, sk: 'EXCEPTION' }
    : { pk: orderExceptionsPk(subject.orderId), sk: name };
};
