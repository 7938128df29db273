import { ChannelCheckups } from '../domain/insight/channel-checkup.ts';
import { readLocalState } from './local-state.ts';

/** The running system did not answer: says what it said. */
export class NoCheckup extends Error {
  override name = 'NoCheckup';
}

type Asked = {
  readonly channel?: string;
  readonly since?: string;
  readonly directory: string;
  readonly format: 'json' | 'html';
};

/** Asks the running system for its channels' check-up, as JSON or as a page. @throws NoCheckup, NotRunning */
export const askChannels = async ({ directory, ...query }: Asked): Promise<{ readonly page: string }> => {
  const { apiUrl, keys } = readLocalState(directory);
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  const response = await fetch(`${apiUrl}/insight/channels?${asked}`, {
    headers: { authorization: `Bearer ${keys.operator}` },
  });
  const page = await response.text();
  if (response.ok) return { page };
  const { detail } = JSON.parse(page) as { detail?: string };
  throw new NoCheckup(detail ?? `the API answered ${response.status}`);
};

export const liveReports = (text: string): ChannelCheckups => ChannelCheckups.parse(JSON.parse(text));
