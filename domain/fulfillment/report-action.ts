import * as z from 'zod';
import { fromIso, type Instant } from '../time.ts';
import { ACTION_NAMES, type Action, ActionLocation, PickedLine } from './action.ts';
import type { CarrierMapping, Scan, Tracking } from './carrier.ts';
import { type Leg, Waybill } from './leg.ts';
import { maskText } from './mask.ts';
import type { RecordAction } from './record-action.ts';
import { codeOf, type ScanReading } from './scan-mapping.ts';

const SAYS_WHEN = ['eta.updated', 'appointment.proposed', 'appointment.confirmed', 'appointment.rescheduled'];

/** What a partner reports about a leg: the body of `POST /legs/{id}/actions`. */
export const ReportAction = z
  .strictObject({
    action: z.enum(ACTION_NAMES, { error: 'is no action of the vocabulary, such as leg.accepted or pickup.collected' }),
    /** ISO 8601 with its zone: `2026-05-06T09:30:00+08:00`. */
    occurredAt: z.iso.datetime({
      offset: true,
      error: 'must be ISO 8601 with its zone, such as 2026-05-06T09:30:00+08:00',
    }),
    /** The partner's own id of the report; the same id is recorded once. Without it: action and time. */
    actionId: z.string().min(1).max(100).optional(),
    /** Names the parcel from now on; the carrier is the leg's own unless said otherwise. */
    waybill: z.strictObject({ carrier: Waybill.shape.carrier.optional(), number: Waybill.shape.number }).optional(),
    /** A reason code of the vocabulary where one fits. */
    reason: z.string().max(200).optional(),
    location: ActionLocation.partial({ code: true, lonLat: true }).optional(),
    text: z.string().max(500).optional(),
    /** With `event.retracted`: the `actionId` answered when the action was reported. */
    retracts: z.string().max(200).optional(),
    /** With `eta.updated`: the arrival now expected. With an appointment: the time agreed or proposed. */
    etaAt: z.iso.datetime({ offset: true }).optional(),
    /** With `eta.updated`: sure to so many minutes, before and after. */
    toleranceMinutes: z.number().nonnegative().max(100_000).optional(),
    /** Pictures of what was found: they are part of the evidence for a claim. */
    photos: z
      .array(z.url({ protocol: /^https$/, error: 'must be an https address' }).max(1000))
      .max(10)
      .optional(),
    /** With `leg.short_picked`: how many there are of each line that is short; the other lines are whole. */
    picked: z.array(PickedLine.strict()).min(1).max(500).optional(),
  })
  .refine(({ action, retracts }) => action !== 'event.retracted' || retracts !== undefined, {
    path: ['retracts'],
    error: 'event.retracted must name the actionId it takes back',
  })
  .refine(({ action, etaAt }) => !SAYS_WHEN.includes(action) || etaAt !== undefined, {
    path: ['etaAt'],
    error: 'must be the time: of arrival with eta.updated, of the visit with an appointment',
  })
  .refine(({ action, picked }) => (action === 'leg.short_picked') === (picked !== undefined), {
    path: ['picked'],
    error: 'leg.short_picked, and no other action, says how many of which lines there are',
  });
export type ReportAction = z.infer<typeof ReportAction>;

/** The answer to a report: where the leg stands now. */
export const ActionReported = z.object({
  legId: z.string(),
  actionId: z.string(),
  /** It was known already: nothing changed. */
  duplicate: z.boolean(),
  state: z.string().nullable(),
  progress: z.string(),
  etaAt: z.string(),
  etaLatestAt: z.string(),
});
export type ActionReported = z.infer<typeof ActionReported>;

/** @param source who reports: `partner:wh-hangzhou`, `operator:key-1` */
export const commandOf = (report: ReportAction, leg: Leg, source: string, now: Instant): RecordAction => {
  const occurredAt = fromIso(report.occurredAt);
  const { location, waybill } = report;
  return {
    action: {
      actionId: `${source}|${report.actionId ?? `${report.action}|${occurredAt}`}`,
      legId: leg.legId,
      action: report.action,
      occurredAt,
      receivedAt: now,
      reason: report.reason === undefined ? null : maskText(report.reason),
      location: location
        ? { name: maskText(location.name), code: location.code ?? null, lonLat: location.lonLat ?? null }
        : null,
      source,
      sourceCode: null,
      sourceText: report.text === undefined ? null : maskText(report.text),
      confidence: 'exact',
      retracts: report.retracts ?? null,
      etaAt: report.etaAt === undefined ? null : fromIso(report.etaAt),
      ...(report.toleranceMinutes === undefined ? {} : { toleranceMinutes: report.toleranceMinutes }),
      ...(report.picked ? { picked: report.picked } : {}),
      ...(report.photos ? { photos: report.photos } : {}),
    },
    waybill: waybill ? { carrier: waybill.carrier ?? leg.carrier, number: waybill.number } : null,
  };
};

/** As wide as an action keeps a source's code. */
const CODE_LENGTH = 64;

export type ScanContext = {
  /** `kuaidi100` */
  readonly carrier: string;
  /** By which the leg was found. */
  readonly waybill: Waybill;
  /** Numbers that another leg's parcel goes by: a row that says ours goes by one from now on is not believed in that. */
  readonly taken: ReadonlySet<string>;
  readonly sha256Hex: (text: string) => string;
  readonly now: Instant;
};

const rowId = ({ code, text, occurredAt, ...scan }: Scan, { sha256Hex }: ScanContext): string =>
  scan.eventId
    ? eventKey(scan.eventId)
    : `${codeOf({ code, ...scan }).slice(0, CODE_LENGTH)}|${occurredAt ?? ''}|${sha256Hex(text).slice(0, 16)}`;
const eventKey = (eventId: string): string => `#${eventId.slice(0, 100)}`;

const isWaybill = (waybill: Waybill): boolean => Waybill.safeParse(waybill).success;

/** What the row says the parcel is called: anew, or for the first time when the leg was found by our own reference. */
const namedBy = ({ renamedTo }: Scan, leg: Leg, { waybill, taken }: ScanContext): Waybill | null => {
  const said = renamedTo && !taken.has(renamedTo) ? { ...waybill, number: renamedTo } : null;
  const name = said ?? (leg.waybill ? null : waybill);
  return name && isWaybill(name) ? name : null;
};

/**
 * Tracking rows as reports on a leg. The same row has the same id in every snapshot: the source's own id, or code, time and text; a
 * row without a time of its own (the source gave up) is the same as long as its text is.
 */
export const scanCommand = (
  scan: Scan,
  { retractsCodes, ...reading }: ScanReading,
  leg: Leg,
  context: ScanContext,
): RecordAction => {
  const { carrier, waybill, now } = context;
  const idOf = (row: string): string => `${carrier}|${waybill.number}|${row}`;
  const recorded: Action = {
    ...reading,
    actionId: idOf(rowId(scan, context)),
    legId: leg.legId,
    occurredAt: scan.occurredAt ?? now,
    receivedAt: now,
    location: scan.location && { ...scan.location, name: maskText(scan.location.name) },
    source: `carrier:${carrier}`,
    sourceCode: codeOf(scan).slice(0, CODE_LENGTH) || null,
    sourceText: maskText(scan.text) || null,
    retracts: scan.retractsEvent ? idOf(eventKey(scan.retractsEvent)) : null,
    ...(retractsCodes && { retractsCodes: [...retractsCodes] }),
    etaAt: scan.etaAt ?? null,
  };
  return { action: recorded, waybill: namedBy(scan, leg, context) };
};

/** Under which of our waybills a tracking may be known: our carrier ids for the source's company codes. */
export const waybillsOf = (
  { companies, number, otherNumbers = [] }: Tracking,
  mapping: Pick<CarrierMapping, 'companies'>,
): Waybill[] =>
  [number, ...otherNumbers].flatMap((each) =>
    [...new Set(companies.map((company) => ourName(company, mapping)))].map((carrier) => ({ carrier, number: each })),
  );

const ourName = (company: string, { companies }: Pick<CarrierMapping, 'companies'>): string =>
  (Object.hasOwn(companies, company) ? companies[company] : undefined) ?? company;
