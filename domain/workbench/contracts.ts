import * as z from 'zod';
import {
  BehaviourRecorded,
  CustomerErasure,
  CustomersJoined,
  CustomersParted,
  EraseCustomer,
  GetCustomer,
  MergeCustomers,
  RecordBehaviour,
  UnmergeCustomers,
} from '../channel/customer-requests.ts';
import { HistoryKept, ImportHistory } from '../channel/history-request.ts';
import { AnyReplay, AnyReplayReport } from '../channel/replay-request.ts';
import { AskBooker, BookerAsked } from '../fulfillment/ask-booker.ts';
import { LegBrief } from '../fulfillment/leg-brief.ts';
import { FrozenEvidence } from '../fulfillment/leg-evidence.ts';
import { ActionReported, ReportAction } from '../fulfillment/report-action.ts';
import { MoveStock, StockMoveAnswer } from '../fulfillment/stock-command.ts';
import { StockPromise } from '../fulfillment/stock-rules.ts';
import { AskStock, AskStockPromise, StockAnswer } from '../fulfillment/stock-view.ts';
import { LegTimeline } from '../fulfillment/timeline.ts';
import { HoldId, OrderId } from '../id.ts';
import { AskChannels, ChannelCheckups } from '../insight/channel-checkup.ts';
import { ActOnExceptions, AskExceptions, ExceptionPage, RowResults } from '../insight/exception-requests.ts';
import { AskForecasts, ForecastReport } from '../insight/forecast-report.ts';
import { AskProviders, ProviderReport } from '../insight/provider-report.ts';
import { AskShadow, ShadowReport } from '../insight/shadow-report.ts';
import { Lineage } from '../lineage/lineage.ts';
import { OrderState } from '../order/lifecycle.ts';
import { Hold } from '../order/order.ts';
import { Series } from '../order/series.ts';
import {
  AskOverride,
  OverrideConfirmed,
  OverridePlan,
  OverrideShown,
  WishWithdrawn,
} from '../routing/plan-override.ts';
import { AskPromise, PromiseQuoted } from '../routing/promise-request.ts';
import { SignalNetwork, SignalsTaken, StandingSignals } from '../routing/signal-requests.ts';
import {
  DocumentDrafted,
  DocumentList,
  DocumentRelease,
  DocumentView,
  GetDocument,
  PutDocument,
  ReleaseDocument,
  TestDocument,
  TestReport,
} from './catalog-requests.ts';
import { AmendOrder, CancelOrder, DryRun, OrderCancellation, OrderChange } from './change-requests.ts';
import { CustomerView } from './customer-view.ts';
import { AskLaneStatistics, LaneStatisticsView } from './lane-statistics-view.ts';
import {
  ConflictAnswer,
  JudgeReview,
  ListReviews,
  ReviewJudged,
  ReviewList,
  SettleConflictRequest,
} from './meaning-requests.ts';
import { AskRoutes, RoutesView } from './network-routes-view.ts';
import { ActOnOrders, ChangeSeries, ListOrders, PlaceHold, ReleaseHold } from './order-requests.ts';
import { OrderSnapshot, OrderSummary, ShownWriteBack } from './order-snapshot.ts';
import { ChangeParcel, ParcelChange } from './parcel-requests.ts';
import { PlannedAttempt } from './planned-attempt.ts';
import { AskPrices, PricesView } from './prices-view.ts';
import { RecordsKept, SentRecords } from './record-requests.ts';
import type { RouteKey } from './routes.ts';
import { PutView, SavedView, ViewList } from './saved-view.ts';
import { FeedShadow, ShadowVerdicts } from './shadow-requests.ts';
import { Trace, TraceRequest } from './trace-request.ts';

/** How every refusal is told: `application/problem+json` (RFC 9457). */
export const ProblemDetails = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** What is wrong, which field, and the cure. */
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
});

export const OrderPage = z.object({ orders: z.array(OrderSummary), cursor: z.string().nullable() });
export const HoldPlaced = z.object({ orderId: OrderId, hold: Hold, state: OrderState });
export const HoldReleased = z.object({
  orderId: OrderId,
  holdId: HoldId,
  remaining: z.number().int().min(0),
  state: OrderState,
});
export const OrderPlans = z.object({ orderId: OrderId, attempts: z.array(PlannedAttempt) });
export const OrderLineage = z.object({ orderId: OrderId, ...Lineage.shape });

/** What a route takes and answers. */
export type Contract = {
  readonly operationId: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Successes by status: what is answered, null for a body in the sender's own format. */
  readonly answers: Readonly<Record<number, { readonly when: string; readonly body: z.ZodType | null }>>;
  /** Refusals by status, beyond those every route with a key has (400, 401, 403). */
  readonly refusals?: Readonly<Record<number, string>>;
};

const NO_DOCUMENT = 'There is no such document, or no such version of it.';
const NO_ORDER = 'There is no such order.';
const NO_CUSTOMER = 'There is no such customer.';
const ok = (body: z.ZodType | null, when = 'OK') => ({ 200: { when, body } });

export const CONTRACTS: Readonly<Record<RouteKey, Contract>> = {
  'POST /channels/{channel}': {
    operationId: 'receivePush',
    summary: 'A sales channel pushes an order message. Signed and acknowledged as that platform does it.',
    answers: ok(null, "Stored in the inbox (or known already); the platform's own acknowledgement."),
    refusals: {
      401: "The signature is wrong or missing: the platform's own failure answer, nothing stored.",
      413: 'The body is too large.',
    },
  },
  'GET /channels/{channel}': {
    operationId: 'answerProbe',
    summary: 'A platform verifies that the webhook is ours.',
    answers: ok(null, 'The echo the platform asks for.'),
    refusals: { 401: 'The signature is wrong or missing.' },
  },
  'POST /carriers/{carrier}/tracking': {
    operationId: 'receiveTracking',
    summary: 'A carrier pushes the tracking of a parcel. Signed and acknowledged as that carrier does it.',
    answers: ok(null, "Recorded or kept; the carrier's own acknowledgement, or its word for a wrong signature."),
    refusals: { 413: 'The body is too large.' },
  },
  'GET /orders': {
    operationId: 'listOrders',
    summary:
      'Orders in a state, of a channel or of a customer, with a value of an attribute, a tag or a SKU, newest first; or by any number of theirs. As CSV, part after part.',
    query: ListOrders,
    answers: ok(OrderPage, 'A page; `cursor` is null on the last one.'),
  },
  'POST /orders/actions': {
    operationId: 'actOnOrders',
    summary: 'Hold, release or cancel up to a hundred orders; each has a result of its own.',
    body: ActOnOrders,
    answers: ok(RowResults, 'What became of each.'),
  },
  'GET /orders/{id}': {
    operationId: 'getOrder',
    summary: 'Everything about one order now: legs, actions, ETA, health, holds, progress.',
    answers: ok(OrderSnapshot),
    refusals: { 404: NO_ORDER },
  },
  'POST /orders/{id}/holds': {
    operationId: 'placeHold',
    summary: 'Hold an order that is not yet handed out. The same reason twice is one hold.',
    body: PlaceHold,
    answers: {
      200: { when: 'This hold stands already.', body: HoldPlaced },
      201: { when: 'The hold stands.', body: HoldPlaced },
    },
    refusals: { 404: NO_ORDER, 409: 'The order is too far to be held.' },
  },
  'DELETE /orders/{id}/holds/{hold}': {
    operationId: 'releaseHold',
    summary: 'Lift a hold. With the last one the order goes on.',
    query: ReleaseHold,
    answers: ok(HoldReleased, 'The hold is lifted, now or before.'),
    refusals: {
      404: 'There is no such order, or it never had this hold.',
      409: 'The platform lifts this hold itself; `force=true` overrides it.',
    },
  },
  'POST /orders/{id}/amendments': {
    operationId: 'amendOrder',
    summary:
      'Change lines, address, times, carriers or wishes of an order. With `dryRun=true`: what that means for money, stock, plan and promise, and the token to confirm it with.',
    query: DryRun,
    body: AmendOrder,
    answers: ok(OrderChange, 'What changes, or would; legs that are taken back are planned again at once.'),
    refusals: {
      404: NO_ORDER,
      409: 'It is too late for a leg (`refusals` names rule and reason), something changed since the dry run (`changed`), or the key was used for another change.',
      422: 'It asks for a line, pieces, a SKU or a place that is not there; or no token was sent.',
    },
  },
  'POST /orders/{id}/cancellations': {
    operationId: 'cancelOrder',
    summary:
      'Cancel an order, or lines and pieces of it; stock and legs are given back, and what is to be paid back is told. With `dryRun=true` nothing is written. Twice is once.',
    query: DryRun,
    body: CancelOrder,
    answers: ok(OrderCancellation, 'What is cancelled, or would be.'),
    refusals: {
      404: NO_ORDER,
      409: 'Goods have left, the order has ended, or something changed since the dry run.',
      422: 'It names a line that is not there, or more pieces than are left.',
    },
  },
  'POST /orders/{id}/series/{series}': {
    operationId: 'changeSeries',
    summary:
      'Pause, resume or call off what an order brings about (a subscription, a follow-up), or skip one of its orders.',
    body: ChangeSeries,
    answers: ok(Series, 'The series as it is now.'),
    refusals: {
      404: 'No such order, or no such series of it.',
      409: 'The series is over, or that order is not due any more.',
    },
  },
  'POST /orders/{id}/conflicts/{conflict}': {
    operationId: 'settleConflict',
    summary: 'Say which value of a conflict counts. `conflict` is its id, or its code. The same choice twice is one.',
    body: SettleConflictRequest,
    answers: ok(
      ConflictAnswer,
      'It is settled; said again it stays so. A hold for it is lifted when the first value was chosen.',
    ),
    refusals: {
      404: 'There is no such order, or it has no such conflict.',
      409: 'Another value was chosen before, the conflict ended by itself, the choice is none of its values, or another role settles it.',
    },
  },
  'GET /remarks/reviews': {
    operationId: 'listReviews',
    summary:
      'Readings of remarks that were not sure enough to be obeyed, oldest first; or verdicts with their examples.',
    query: ListReviews,
    answers: ok(ReviewList, 'A page; `cursor` is null on the last one.'),
  },
  'POST /remarks/reviews/{id}': {
    operationId: 'judgeReview',
    summary: 'Say whether a remark was read rightly. The order obeys the verdict, and the remark becomes an example.',
    body: JudgeReview,
    answers: ok(ReviewJudged, 'What the order obeys of its remarks now.'),
    refusals: {
      404: 'There is no such review: its remark may have changed.',
      409: 'Somebody judged it otherwise.',
      422: 'The corrected value is none of its type, or personal: that is corrected at the platform.',
    },
  },
  'POST /orders/{id}/write-backs/{writeBack}/retries': {
    operationId: 'retryWriteBack',
    summary: 'Tell the platform again what it refused or did not show, for another day.',
    answers: { 202: { when: 'It is sent within a minute.', body: ShownWriteBack } },
    refusals: { 404: 'There is no such write-back of this order.', 409: 'It has not failed: nothing to try again.' },
  },
  'POST /orders/{id}/plan-override': {
    operationId: 'overridePlan',
    summary:
      'Wish for another plan: `?dryRun=true` shows what it would change, the same wish with the token of the dry run has it carried out.',
    query: AskOverride,
    body: OverridePlan,
    answers: {
      200: {
        when: 'Dry run: what would change, or which part of the wish is in the way. Nothing is stored.',
        body: OverrideShown,
      },
      202: { when: 'It is being carried out.', body: OverrideConfirmed },
    },
    refusals: {
      404: NO_ORDER,
      409: 'The plan cannot be overridden now, or something changed since the dry run: `changes` says what.',
      422: 'The wish names lines, nodes, carriers, modes or a plan that are not there.',
    },
  },
  'DELETE /orders/{id}/plan-override': {
    operationId: 'withdrawWish',
    summary: 'Withdraw what a person wished of the plans of an order: later plans are the planner’s again.',
    answers: ok(WishWithdrawn, 'No wish stands, now or before; the plan under way stays.'),
    refusals: { 404: NO_ORDER },
  },
  'GET /orders/{id}/plans': {
    operationId: 'getPlans',
    summary:
      'What was proposed each time the order was planned, what was rejected and why, and how its chance turned out.',
    answers: ok(OrderPlans),
    refusals: { 404: NO_ORDER },
  },
  'GET /network/lane-statistics': {
    operationId: 'getLaneStatistics',
    summary: 'What completed legs have taught about lanes, nodes and causes of delay, beside the seeded numbers.',
    query: AskLaneStatistics,
    answers: ok(LaneStatisticsView),
    refusals: { 404: 'This version is not kept (any more).' },
  },
  'POST /shadow/orders': {
    operationId: 'feedShadow',
    summary:
      'Orders that another system routed, and what it did: each is priced by the network beside what would be recommended here. Nothing is reserved, no order comes of it.',
    body: FeedShadow,
    answers: ok(ShadowVerdicts, 'One verdict per order, in their order.'),
  },
  'GET /shadow/orders': {
    operationId: 'getShadow',
    summary:
      'What would have been saved, in all, by channel, by region and order by order. A page for people with `format=html` or `Accept: text/html`.',
    query: AskShadow,
    answers: ok(ShadowReport),
  },
  'GET /network/routes': {
    operationId: 'getRoutes',
    summary:
      'The network worked out as a whole, under the signals that stand: which promises can be made where, the best ways between two nodes, the surest way into a region.',
    query: AskRoutes,
    answers: ok(RoutesView),
    refusals: { 404: 'There is no such node or region, or nothing was worked out yet.' },
  },
  'GET /network/prices': {
    operationId: 'getPrices',
    summary: 'What using up scarce stock and busy hours counts for in plans now, in major units: the highest first.',
    query: AskPrices,
    answers: ok(PricesView),
  },
  'GET /insight/channels': {
    operationId: 'getChannels',
    summary:
      'What channels really send: coverage, drift, new fields and unknown words by field, how late messages come, and what each gap cost. A page for people with `format=html` or `Accept: text/html`.',
    query: AskChannels,
    answers: ok(ChannelCheckups),
    refusals: { 404: 'There is no such channel.' },
  },
  'GET /exceptions': {
    operationId: 'listExceptions',
    summary:
      'Everything that does not move on by itself, oldest first: orders, messages, legs, news to platforms, with cause, owner, age and what is at stake. A page for people with `format=html` or `Accept: text/html`.',
    query: AskExceptions,
    answers: ok(ExceptionPage, 'A page; `cursor` is null on the last one.'),
  },
  'POST /exceptions/actions': {
    operationId: 'actOnExceptions',
    summary: 'Try again, set aside or assign up to a hundred exceptions; each has a result of its own.',
    body: ActOnExceptions,
    answers: ok(RowResults, 'What became of each.'),
  },
  'GET /insight/providers': {
    operationId: 'getProviders',
    summary:
      'How carriers, outlets, nodes and lanes did: on time with its interval, acceptance, silence, claims, cost. A page in a browser.',
    query: AskProviders,
    answers: ok(ProviderReport),
  },
  'GET /insight/forecasts': {
    operationId: 'getForecasts',
    summary: 'How the chances that plans gave turned out: scores, the reliability plot, P50 and P90 of legs.',
    query: AskForecasts,
    answers: ok(ForecastReport),
  },
  'GET /orders/{id}/lineage': {
    operationId: 'getLineage',
    summary: 'Every event of the order with its cause, who answers for it, and which deadlines were kept.',
    answers: ok(OrderLineage),
    refusals: { 404: 'No event of this order is known (yet: events take seconds).' },
  },
  'GET /customers/{id}': {
    operationId: 'getCustomer',
    summary:
      'The person a customer is part of: its accounts, who says that they are one, and one history of all channels, newest first. Masked, unless asked in clear with a key that may.',
    query: GetCustomer,
    answers: ok(CustomerView, 'The person and a page of its history; `cursor` is null on the last one.'),
    refusals: { 404: NO_CUSTOMER },
  },
  'POST /customers/{id}/merges': {
    operationId: 'mergeCustomers',
    summary: 'Say that two customers are one person. The same two twice are one merge.',
    body: MergeCustomers,
    answers: { 201: { when: 'They are one person.', body: CustomersJoined } },
    refusals: { 404: NO_CUSTOMER, 409: 'They are one already, one was erased, or somebody changed them meanwhile.' },
  },
  'POST /customers/{id}/unmerges': {
    operationId: 'unmergeCustomers',
    summary: 'Take a merge away, whoever made it: both persons are as they were, and no evidence joins them again.',
    body: UnmergeCustomers,
    answers: ok(CustomersParted, 'They are two persons.'),
    refusals: { 409: 'This merge does not hold the person together (any more), or somebody changed it meanwhile.' },
  },
  'POST /customers/{id}/erasures': {
    operationId: 'eraseCustomer',
    summary: 'Erase the personal data of a person everywhere; its orders stay without it. Twice is once.',
    body: EraseCustomer,
    answers: ok(CustomerErasure, 'Erased.'),
    refusals: {
      404: NO_CUSTOMER,
      409: 'An order still needs its addressee: `orders` names those to fulfil or cancel first.',
    },
  },
  'POST /customers/behaviours': {
    operationId: 'recordBehaviour',
    summary: 'Record what somebody did at a channel besides ordering. The same id twice is one.',
    body: RecordBehaviour,
    answers: {
      200: { when: 'Known already.', body: BehaviourRecorded },
      201: { when: 'Recorded.', body: BehaviourRecorded },
    },
  },
  'GET /legs/{id}': {
    operationId: 'getLeg',
    summary: 'A leg with its consignee, for the partner in charge of it.',
    answers: ok(LegBrief, 'The leg; `consignee` is null once it has ended.'),
    refusals: { 404: 'There is no such leg.' },
  },
  'GET /legs/{id}/evidence': {
    operationId: 'getEvidence',
    summary:
      'What a claim for a lost, damaged or late leg rests on; frozen, with its digest, when it is first asked for after the end.',
    answers: ok(FrozenEvidence, 'The facts with their sources, and their SHA-256.'),
    refusals: { 404: 'There is no such leg.' },
  },
  'GET /legs/{id}/timeline': {
    operationId: 'getTimeline',
    summary: 'What happened to a leg, action by action, and what is still to come, each with P10, P50 and P90.',
    answers: ok(LegTimeline, 'The timeline as of now: silence counts.'),
    refusals: { 404: 'There is no such leg.' },
  },
  'POST /legs/{id}/actions': {
    operationId: 'reportAction',
    summary: 'The partner in charge reports what happened to a leg. The same report twice is one.',
    body: ReportAction,
    answers: ok(ActionReported, 'Recorded, or known already.'),
    refusals: { 404: 'There is no such leg.', 409: 'The report contradicts what is known; `code` says how.' },
  },
  'POST /legs/{id}/bookings': {
    operationId: 'askBooker',
    summary: 'Order the carriage of a leg again after a cure, or have its parcel stopped on the way and brought back.',
    body: AskBooker,
    answers: ok(BookerAsked, 'The booker was asked; `booking` says what came of it so far.'),
    refusals: { 404: 'There is no such leg.', 409: 'There is nothing to ask for; `detail` says why.' },
  },
  'POST /parcels': {
    operationId: 'changeParcel',
    summary:
      'Put legs of several orders of one buyer into one parcel, or take legs out of it again. With `dryRun=true`: what that means for cost, promise and stock of each order, and the token to confirm it with.',
    query: DryRun,
    body: ChangeParcel,
    answers: ok(ParcelChange, 'What becomes of the parcel, or would; `refusals` says of a dry run why it cannot be.'),
    refusals: {
      404: 'There is no such leg.',
      409: 'It cannot be (`refusals` names rule and reason), or something changed since the dry run (`changed`).',
      422: 'No token of a dry run of the same request was sent.',
    },
  },
  'POST /promises': {
    operationId: 'quotePromises',
    summary: 'What could be promised for a basket and a place, by when and for how much; nothing is reserved.',
    body: AskPromise,
    answers: ok(PromiseQuoted, 'The cheapest way for every day class in reach; or `unroutable` with the reasons.'),
  },
  'POST /network/signals': {
    operationId: 'signalNetwork',
    summary:
      'Say how the network is now: stock counted, load, weather, a closure, a late carrier. The next plan uses it.',
    body: SignalNetwork,
    answers: ok(SignalsTaken, 'What was news; of two words about the same thing the later one stands.'),
    refusals: { 422: 'A signal names something the network does not have; `detail` says which.' },
  },
  'GET /network/signals': {
    operationId: 'listSignals',
    summary: 'The signals that stand now.',
    answers: ok(StandingSignals),
  },
  'POST /stock/movements': {
    operationId: 'moveStock',
    summary:
      'A warehouse or an operator moves stock: adjusted, transferred, expected, received, damaged, spread over rows. Told twice, moved once.',
    body: MoveStock,
    answers: ok(StockMoveAnswer, 'All of it is done, in one transaction.'),
    refusals: {
      403: 'A partner moves stock at its own nodes only.',
      409: '`commandId` was another command.',
      422: 'It cannot be done; `detail` names move, field and cure.',
      503: 'The stock moved each time it was looked at: send the same command again.',
    },
  },
  'GET /stock/promise': {
    operationId: 'promiseStock',
    summary:
      'What a channel may sell of a SKU: on hand, less what is reserved, kept back or kept for others; and from each day on which goods are expected.',
    query: AskStockPromise,
    answers: ok(StockPromise),
  },
  'GET /stock': {
    operationId: 'getStock',
    summary:
      'What there is of a SKU, by node: balance, lots, what is on its way in. With `node` also who holds it, what moved, and whether the two agree.',
    query: AskStock,
    answers: ok(StockAnswer),
    refusals: { 403: 'A partner asks for its own node.' },
  },
  'POST /replays': {
    operationId: 'replayPushes',
    summary:
      'Read pushes of the inbox again: by time, order or outcome. Or the remarks of stored orders, by the reader of today.',
    body: AnyReplay,
    answers: ok(AnyReplayReport, 'What became of them.'),
  },
  'POST /history/{source}': {
    operationId: 'importHistory',
    summary: 'Past orders of a channel or a history source: kept once each, and recorded as they ended.',
    body: ImportHistory,
    answers: { 202: { when: 'They are in the inbox and read within seconds.', body: HistoryKept } },
    refusals: {
      404: 'There is no mapping of that channel, and no history source of that name.',
      413: 'The body is too large.',
    },
  },
  'GET /catalog/{kind}': {
    operationId: 'listDocuments',
    summary: 'The documents of a kind, with what is released of each.',
    answers: ok(DocumentList),
  },
  'GET /catalog/{kind}/{id}': {
    operationId: 'getDocument',
    summary: 'A document: its versions with who did what and why, what is released, how a trial goes, and its text.',
    query: GetDocument,
    answers: ok(DocumentView),
    refusals: { 404: NO_DOCUMENT },
  },
  'PUT /catalog/{kind}/{id}': {
    operationId: 'putDocument',
    summary: 'Put a new version, as a draft: it is checked, and obeyed by nobody until it is released.',
    body: PutDocument,
    answers: {
      200: { when: 'It is the newest version already.', body: DocumentDrafted },
      201: { when: 'The draft is kept.', body: DocumentDrafted },
    },
    refusals: { 422: 'The document is none of its kind; `detail` names the field and the cure.' },
  },
  'POST /catalog/{kind}/{id}/test': {
    operationId: 'testDocument',
    summary: "Run a document's own tests: of a kept version, or of a text that is not kept yet.",
    body: TestDocument,
    answers: ok(TestReport, 'What passed, and how each failing test differs.'),
    refusals: { 404: NO_DOCUMENT, 422: 'The document is none of its kind.' },
  },
  'POST /catalog/{kind}/{id}/releases': {
    operationId: 'releaseDocument',
    summary: 'Release a version to all, to a colour or to a share of the orders first; or roll back.',
    body: ReleaseDocument,
    answers: ok(DocumentRelease, 'Obeyed within some seconds.'),
    refusals: {
      404: NO_DOCUMENT,
      409: 'Its tests fail, it is released already, there is nothing to go back to, somebody else released meanwhile, or stored orders carry a field that it takes out or retypes: `detail` says how many.',
    },
  },
  'POST /enhancements/{pack}/records': {
    operationId: 'keepRecords',
    summary:
      'Records of a second source, as JSON or JSON lines: orders they are about get their attributes, whichever came first.',
    body: SentRecords,
    answers: ok(RecordsKept, 'What was kept, what was known already, and what was refused and why.'),
    refusals: { 404: 'No such enhancement pack is released.', 413: 'The body is too large: send fewer at a time.' },
  },
  'GET /views': {
    operationId: 'listViews',
    summary: 'The saved views of lists.',
    answers: ok(ViewList),
  },
  'PUT /views/{id}': {
    operationId: 'putView',
    summary: 'Save a question to a list under a name, or change it.',
    body: PutView,
    answers: ok(SavedView),
    refusals: { 422: 'The list takes no such question; `detail` names the field.' },
  },
  'DELETE /views/{id}': {
    operationId: 'dropView',
    summary: 'Forget a saved view. Twice is once.',
    answers: ok(ViewList, 'Those that are left.'),
  },
  'POST /workbench/trace': {
    operationId: 'tracePayload',
    summary: 'What would become of a raw payload: its reading, its meaning, its plan. Nothing is kept.',
    body: TraceRequest,
    answers: ok(Trace, 'Step by step, with the versions that decided.'),
    refusals: { 422: 'It is no order of this channel; `detail` says why.' },
  },
  'GET /openapi.json': {
    operationId: 'getOpenapi',
    summary: 'This description.',
    answers: ok(z.looseObject({ openapi: z.string() })),
  },
};
