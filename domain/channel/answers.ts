import type { PushAnswer } from './channel.ts';

export const jsonAnswer = (status: number, body: object): PushAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

export const textAnswer = (status: number, body: string): PushAnswer => ({ status, contentType: 'text/plain', body });
