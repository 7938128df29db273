import type { Command } from 'commander';
import { readLocalState } from './local-state.ts';

/** Which system a command talks to: the running one, unless both endpoint and key are named. */
export type Where = { readonly endpoint?: string; readonly key?: string; readonly directory?: string };

/** What the API said no to: names the document and the field. */
export class Refused extends Error {
  override name = 'Refused';
}

export type Caller = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const systemAt = ({
  endpoint,
  key,
  directory,
}: Where): { readonly base: string; readonly bearer: string | undefined } => {
  const state = endpoint && key ? null : readLocalState(directory);
  return { base: (endpoint ?? state?.apiUrl ?? '').replace(/\/$/, ''), bearer: key ?? state?.keys.operator };
};

/** Calls the HTTP API as an operator. @throws Refused with the API's own words */
export const callerOf = (where: Where): Caller => {
  const { base, bearer } = systemAt(where);
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { readonly detail?: string; readonly message?: string };
    if (!response.ok) throw new Refused(`${method} ${path}: ${answer.detail ?? answer.message ?? response.status}`);
    return answer;
  };
};

/** A table of the API, part after part, as it comes. @throws Refused with the API's own words */
export const csvParts = async function* (path: string, where: Where): AsyncGenerator<string> {
  const { base, bearer } = systemAt(where);
  for (let next: string | null = path; next !== null; ) {
    const response: Response = await fetch(`${base}${next}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Refused(`GET ${path}: ${text}`);
    yield text;
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
  }
};

/** The options of commands that talk to a system. */
export const reaching = (command: Command): Command =>
  command
    .option('--endpoint <url>', 'the HTTP API of another system than the running one')
    .option('--key <key>', 'an operator key of that system')
    .option('--directory <directory>', 'where the running system keeps its state; .local without it');
