import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type CfnElement, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { functionSources } from '../../bin/build-functions.ts';
import { CHANNELS } from '../../domain/channel/channels.ts';
import { CARRIERS } from '../../domain/fulfillment/carriers.ts';
import { BUNDLES_CONTEXT } from '../../lib/constructs/bundles.ts';
import { OrderloomStack } from '../../lib/orderloom-stack.ts';

/** A bundle of one line for every function there is: templates do not look into code. */
export const emptyBundles = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'orderloom-bundles-'));
  for (const source of functionSources()) {
    mkdirSync(join(folder, source), { recursive: true });
    writeFileSync(join(folder, source, 'index.js'), `exports.handler = async () => '${source}';\n`);
  }
  return folder;
};

export const orderloomStack = (context: Readonly<Record<string, unknown>> = {}): OrderloomStack => {
  const app = new App({
    context: { [BUNDLES_CONTEXT]: emptyBundles(), 'aws:cdk:disable-stack-trace': true, ...context },
  });
  return new OrderloomStack(app, 'Orderloom', { channels: CHANNELS, carriers: CARRIERS });
};

export type Properties = Readonly<Record<string, unknown>>;
export type Found = {
  readonly id: string;
  readonly properties: Properties;
  readonly all: Readonly<Record<string, unknown>>;
};

/** Every resource of a type, by its logical id. */
export const resourcesOf = (template: Template, type: string): Found[] =>
  Object.entries(template.findResources(type)).map(([id, all]) => ({
    id,
    properties: (all.Properties ?? {}) as Properties,
    all,
  }));

type Json = Readonly<Record<string, unknown>>;
type Parts = {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Json }>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** Puts in place of references what `meant` says they mean, all the way down. */
const resolved = (value: unknown, meant: (reference: Json) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => resolved(each, meant));
  if (typeof value !== 'object' || value === null) return value;
  const found = meant(value as Json);
  if (found !== undefined) return found;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, meant)]));
};

/** The templates as they are deployed: the stack's own, and one for each within it. */
export const ownTemplates = (stack: OrderloomStack): readonly Template[] => [
  Template.fromStack(stack),
  ...nestedIn(stack).map((nested) => Template.fromStack(nested)),
];

const nestedIn = (stack: OrderloomStack): NestedStack[] =>
  stack.node.children.filter((child) => NestedStack.isNestedStack(child)) as NestedStack[];

/** The outer template with the nested one's resources in it, and in place of what the two hand each other what that is. */
const unnested = (outer: Parts, id: string, inner: Parts): Parts => {
  const { [id]: stack, ...others } = outer.Resources;
  const given = (stack?.Properties?.Parameters ?? {}) as Json;
  const inwards = ({ Ref }: Json) => (typeof Ref === 'string' ? given[Ref] : undefined);
  const outwards = ({ 'Fn::GetAtt': at }: Json) =>
    Array.isArray(at) && at[0] === id ? inner.Outputs?.[String(at[1]).replace('Outputs.', '')]?.Value : undefined;
  const both = { ...others, ...(resolved(inner.Resources, inwards) as Parts['Resources']) };
  return { ...outer, Resources: resolved(both, outwards) as Parts['Resources'] };
};

/** One template of everything, as if there were no stacks within stacks. */
export const templateOf = (stack: OrderloomStack): Template => {
  let whole = Template.fromStack(stack).toJSON() as Parts;
  for (const nested of nestedIn(stack)) {
    const id = stack.getLogicalId(nested.nestedStackResource as CfnElement);
    whole = unnested(whole, id, Template.fromStack(nested).toJSON() as Parts);
  }
  return Template.fromJSON(whole as Record<string, unknown>);
};

/** `functions/order/get-order.ts` → `order/get-order` */
export const sourceOf = ({ properties }: Found): string =>
  String(properties.Description)
    .replace(/^functions\//, '')
    .replace(/\.ts$/, '');

export type Statement = {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly effect: string;
  readonly condition: unknown;
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const statementsIn = (document: unknown): Statement[] =>
  ((document as { Statement: Readonly<Record<string, unknown>>[] }).Statement ?? []).map((statement) => ({
    actions: listOf(statement.Action) as string[],
    resources: listOf(statement.Resource),
    effect: String(statement.Effect),
    condition: statement.Condition,
  }));

/** What the role of a function may do, by the function's source. */
export const permissionsBySource = (template: Template): Map<string, Statement[]> => {
  const roles = template.findResources('AWS::IAM::Role');
  return new Map(
    resourcesOf(template, 'AWS::Lambda::Function').map((found) => {
      const role = (found.properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
      const { Policies = [] } = (roles[role]?.Properties ?? {}) as { Policies?: { PolicyDocument: unknown }[] };
      const statements = Policies.flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument));
      return [sourceOf(found), statements];
    }),
  );
};
