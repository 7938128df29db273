import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { functionSources } from '../../bin/build-functions.ts';
import { CHANNELS } from '../../domain/channel/channels.ts';
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
  return new OrderloomStack(app, 'Orderloom', { channels: CHANNELS });
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

export const templateOf = (stack: OrderloomStack): Template => Template.fromStack(stack);

/** `functions/order/get-order.ts` → `order/get-order` */
export const sourceOf = ({ properties }: Found): string =>
  String(properties.Description)
    .replace(/^functions\//, '')
    .replace(/\.ts$/, '');

export type Statement = {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly effect: string;
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const statementsIn = (document: unknown): Statement[] =>
  ((document as { Statement: Readonly<Record<string, unknown>>[] }).Statement ?? []).map((statement) => ({
    actions: listOf(statement.Action) as string[],
    resources: listOf(statement.Resource),
    effect: String(statement.Effect),
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
