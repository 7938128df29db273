import type { Wording } from '../lineage/sla.ts';
import { type Instant, plusHours } from '../time.ts';

type Past = { readonly title: Wording; readonly at: Instant; readonly retracted: boolean };
type Next = {
  readonly title: Wording;
  readonly at: Instant;
  readonly place: string | null;
  readonly plusMinusMinutes: number;
};

/** So many of the newest reports are told. */
const SHOWN = 3;
/** Asia/Shanghai, no summer time. */
const local = (at: Instant): string => plusHours(at, 8);

const interval = (minutes: number): string => (minutes < 120 ? `± ${minutes} min` : `± ${(minutes / 60).toFixed(1)} h`);

const told = (past: readonly Past[], next: readonly Next[], now: Instant, language: keyof Wording): string => {
  const time = (at: Instant, digits: number): string => {
    const day = local(at).slice(5, 10);
    const clock = local(at).slice(11, 11 + digits);
    return day === local(now).slice(5, 10) ? clock : `${day} ${clock}`;
  };
  const [soon, ...later] = next;
  const shown = [soon, later.at(-1)].filter((each) => each !== undefined);
  return [
    ...past.slice(-SHOWN).map(({ title, at }) => `${title[language]} ${time(at, 8)}`),
    ...shown.map(({ title, place, at, plusMinusMinutes }) =>
      [title[language], place ?? '', time(at, 5), interval(plusMinusMinutes)].filter(Boolean).join(' '),
    ),
  ].join(' → ');
};

/** `loaded 14:22:07 → on the highway 14:33:19 → arrived at a hub hub-wuhan 18:41 ± 12 min`: what is newest, what is next, and the end. */
export const storyOf = (happened: readonly Past[], expected: readonly Next[], now: Instant): Wording => {
  const past = happened.filter(({ retracted }) => !retracted);
  return { en: told(past, expected, now, 'en'), zh: told(past, expected, now, 'zh') };
};
