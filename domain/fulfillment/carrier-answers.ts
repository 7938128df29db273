import { jsonAnswer } from '../channel/answers.ts';
import type { PushAnswer } from '../channel/channel.ts';
import type { AnsweredCall, Carrier, Verdict } from './carrier.ts';

const REFUSALS: Readonly<Record<401 | 405 | 413, string>> = {
  401: '签名校验失败',
  405: '请使用POST',
  413: '报文过大',
};

/** Null for taken. A carrier without a word for "all but these" is told to send all of it again. */
export const refusalOf = (verdict: Verdict): { readonly status: number; readonly message: string } | null => {
  if (verdict.kind === 'TAKEN') return null;
  if (verdict.kind === 'REFUSED') return { status: verdict.status, message: REFUSALS[verdict.status] };
  return { status: 500, message: '系统繁忙，请稍后重新推送' };
};

/** Answers in JSON: one body for taken, one for everything else, with the reason in Chinese. */
export const jsonAnswers =
  (
    taken: (call: AnsweredCall) => object,
    refused: (message: string, call: AnsweredCall) => object,
  ): Carrier['answer'] =>
  (verdict, call) => {
    const refusal = refusalOf(verdict);
    return refusal ? jsonAnswer(refusal.status, refused(refusal.message, call)) : jsonAnswer(200, taken(call));
  };

const ENGLISH: Readonly<Record<401 | 405 | 413, string>> = {
  401: 'the signature is not valid',
  405: 'use POST',
  413: 'the body is too large',
};

/** Answers of sources that read the status only: 2xx is taken, anything else is sent again. */
export const statusAnswers =
  (taken: PushAnswer = jsonAnswer(200, { status: 'ok' })): Carrier['answer'] =>
  (verdict) => {
    if (verdict.kind === 'TAKEN') return taken;
    if (verdict.kind === 'REFUSED') return jsonAnswer(verdict.status, { error: ENGLISH[verdict.status] });
    return jsonAnswer(500, { error: 'not taken, send it again' });
  };
