import * as z from 'zod';
import { Action } from '../fulfillment/action.ts';
import { Leg } from '../fulfillment/leg.ts';
import { HoldId, LegId, OrderId, ReviewId } from '../id.ts';
import { LineageNode } from '../lineage/lineage.ts';
import { Constraint, Hold, Line } from '../order/order.ts';
import { Series } from '../order/series.ts';
import { Plan, PlanAnswer } from '../routing/plan.ts';
import { CONTRACTS, type Contract, ProblemDetails } from './contracts.ts';
import { OrderSnapshot, OrderSummary, ShownWriteBack } from './order-snapshot.ts';
import { ROUTES, type Route, type RouteKey } from './routes.ts';
import { SavedView } from './saved-view.ts';

type Json = Record<string, unknown>;

/** What answers are made of, told once under `components.schemas`. */
const COMPONENTS = {
  OrderSnapshot,
  OrderSummary,
  Line,
  Constraint,
  Hold,
  Leg,
  Action,
  Series,
  Plan,
  PlanAnswer,
  LineageNode,
  WriteBack: ShownWriteBack,
  SavedView,
  Problem: ProblemDetails,
} satisfies Record<string, z.ZodType>;

const uri = (id: string): string => `#/components/schemas/${id}`;

/** Answers may gain fields: a client that refuses unknown ones would break on each. */
const open = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

/** JSON Schema without what only stands alone needs. */
const bare = ({ $schema: _schema, $id: _id, ...schema }: Json): Json => schema;

const answerSchemas = (): { components: Json; bodies: Map<z.ZodType, Json> } => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const bodies = new Map<string, z.ZodType>();
  for (const { operationId, answers } of Object.values(CONTRACTS)) {
    for (const [status, { body }] of Object.entries(answers)) {
      if (body && !registry.has(body)) {
        const id = `${operationId}${status}`;
        registry.add(body, { id });
        bodies.set(id, body);
      }
    }
  }
  const { schemas } = z.toJSONSchema(registry, { uri, override: open });
  const told = Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema as Json)]));
  const components = Object.fromEntries(Object.keys(COMPONENTS).map((id) => [id, told[id]]));
  return { components, bodies: new Map([...bodies].map(([id, body]) => [body, told[id] as Json])) };
};

const bodyOf = (body: z.ZodType, known: Map<z.ZodType, Json>): Json => {
  const component = Object.entries(COMPONENTS).find(([, schema]) => schema === body);
  return component ? { $ref: uri(component[0]) } : (known.get(body) ?? {});
};

const PROBLEM = { 'application/problem+json': { schema: { $ref: uri('Problem') } } };
/** The gateway turns keys away itself, in its own words. */
const GATEWAY = { 'application/json': { schema: { type: 'object', properties: { message: { type: 'string' } } } } };

const problem = (status: string, description: string): Json => ({
  description,
  content: status === '401' ? GATEWAY : status === '403' ? { ...GATEWAY, ...PROBLEM } : PROBLEM,
});

const KEY_REFUSALS: Readonly<Record<number, string>> = {
  400: 'Something sent is not as described; `errors` names each field.',
  401: 'No key: send it as `Authorization: Bearer <key>`.',
  403: 'The key is not known (told by the gateway), or may not do this.',
};

const responses = ({ answers, refusals }: Contract, { access }: Route, known: Map<z.ZodType, Json>): Json => {
  const keyed = access !== 'signed';
  const good = Object.entries(answers).map(([status, { when, body }]) => [
    status,
    { description: when, ...(body ? { content: { 'application/json': { schema: bodyOf(body, known) } } } : {}) },
  ]);
  const bad = Object.entries({ ...(keyed ? KEY_REFUSALS : {}), ...refusals }).map(([status, when]) => [
    status,
    keyed ? problem(status, when) : { description: when },
  ]);
  return Object.fromEntries([...good, ...bad]);
};

const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  '/orders/{id}': OrderId,
  '/legs/{id}': LegId,
  '/remarks/reviews/{id}': ReviewId,
};

const pathSchema = (path: string, name: string): Json => {
  const known = Object.entries(PATH_PARAMETERS).find(([start]) => name === 'id' && path.startsWith(start))?.[1];
  return bare(z.toJSONSchema(known ?? (name === 'hold' ? HoldId : z.string())) as Json);
};

const parameters = (path: string, { query }: Contract): Json[] => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: pathSchema(path, name),
  }));
  if (!query) return inPath;
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: typeof schema === 'object' ? bare(schema as Json) : schema,
  }));
  return [...inPath, ...inQuery];
};

const requestBody = (contract: Contract, { access, method }: Route): Json => {
  if (contract.body) {
    const schema = bare(z.toJSONSchema(contract.body, { io: 'input' }) as Json);
    return { requestBody: { required: true, content: { 'application/json': { schema } } } };
  }
  if (access !== 'signed' || method !== 'POST') return {};
  return { requestBody: { required: true, description: "The sender's own format.", content: { '*/*': {} } } };
};

const operation = (route: Route, contract: Contract, known: Map<z.ZodType, Json>): Json => ({
  operationId: contract.operationId,
  summary: contract.summary,
  tags: [route.path.split('/')[1]],
  parameters: parameters(route.path, contract),
  ...requestBody(contract, route),
  responses: responses(contract, route, known),
  security: route.access === 'signed' ? [] : [{ key: [] }],
});

/** The HTTP API as OpenAPI 3.1, from the routes, their contracts and the zod schemas they name. */
export const openapi = (): Json => {
  const { components, bodies } = answerSchemas();
  const paths: Record<string, Json> = {};
  for (const route of ROUTES) {
    const contract = CONTRACTS[`${route.method} ${route.path}` as RouteKey];
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, contract, bodies) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Orderloom',
      version: '1',
      description: 'Orders of every channel as one kind of order: see, hold, cancel them; legs for partners; webhooks.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: components, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  };
};
