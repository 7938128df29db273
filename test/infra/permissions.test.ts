import type { Template } from 'aws-cdk-lib/assertions';
import {
  orderloomStack,
  permissionsBySource,
  resourcesOf,
  type Statement,
  templateOf,
} from '../support/orderloom-template.ts';

let template: Template;
let permissions: Map<string, Statement[]>;
beforeAll(() => {
  template = templateOf(orderloomStack());
  permissions = permissionsBySource(template);
}, 60_000);

const who = (action: string, resource = ''): string[] =>
  [...permissions]
    .filter(([, statements]) =>
      statements.some(
        ({ actions, resources }) => actions.includes(action) && JSON.stringify(resources).includes(resource),
      ),
    )
    .map(([source]) => source)
    .sort();

describe('permissions of functions', () => {
  it('never name a wildcard action', () => {
    for (const [source, statements] of permissions) {
      for (const { actions } of statements)
        expect([source, actions.filter((action) => action.includes('*'))]).toEqual([source, []]);
    }
  });

  it('name every resource, save where AWS takes none', () => {
    const RESOURCELESS = [
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
      'dynamodb:ListStreams',
      'states:SendTaskSuccess',
      'states:SendTaskFailure',
    ];
    for (const statements of permissions.values()) {
      const open = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
      expect(RESOURCELESS).toEqual(expect.arrayContaining(open));
    }
  });

  it('let only those see personal data who make or deliver an order, or decide about customers', () => {
    const make = [
      'channel/normalize-push',
      'channel/replay-pushes',
      'channel/sweep-inbox',
      // Reads set-aside messages again.
      'insight/act-on-exceptions',
    ];
    const decide = [
      'channel/erase-customer',
      'channel/get-customer',
      'channel/merge-customers',
      'channel/record-behaviour',
      'channel/unmerge-customers',
    ];
    const ids = ['order/get-order', 'order/list-orders'];
    const ship = [
      'fulfillment/ask-booker',
      'fulfillment/book-leg',
      'fulfillment/book-leg-again',
      'fulfillment/get-leg',
    ];
    const see = [...make, ...decide, ...ids, ...ship];
    expect(who('dynamodb:GetItem', 'TablesCustomers')).toEqual(see.sort());
    expect(who('dynamodb:PutItem', 'TablesCustomers')).toEqual(
      // Keeps a new address, and reads none.
      [...make, ...decide, 'order/amend-order'].sort(),
    );
    for (const source of ids)
      expect(
        permissions
          .get(source)
          ?.filter(
            ({ actions, resources }) =>
              actions.some((action) => action.startsWith('dynamodb:')) &&
              JSON.stringify(resources).includes('TablesCustomers'),
          ),
      ).toMatchObject([
        { condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['MEMBER#*', 'PERSON#*'] } } },
      ]);
  });

  it('let a channel write the inbox and read its own secret, nothing else', () => {
    const services = (permissions.get('channel/douyin') ?? []).flatMap(({ actions }) =>
      actions.map((action) => action.split(':')[0]),
    );
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 'secretsmanager', 'xray']);
    expect(JSON.stringify(permissions.get('channel/douyin'))).toContain('secret:orderloom/channels/douyin-');
    expect(JSON.stringify(permissions.get('channel/douyin'))).not.toContain('shopify');
    expect(who('dynamodb:PutItem', 'TablesOrders')).not.toContain('channel/douyin');
  });

  it('let the reader of a queue of calls or notifications read that queue, and nobody put anything in', () => {
    expect(who('sqs:ReceiveMessage', 'ChannelLazadaCalls')).toEqual(['channel/lazada']);
    expect(who('sqs:ReceiveMessage', 'ChannelAmazonNotifications')).toEqual(['channel/read-amazon']);
    for (const queue of ['ChannelLazadaCalls', 'ChannelAmazonNotifications'])
      expect(who('sqs:SendMessage', queue)).toEqual([]);
    expect(JSON.stringify(permissions.get('channel/lazada'))).toContain('secret:orderloom/channels/lazada-');
  });

  it('let only the relay and its sweeper put events on the bus', () => {
    expect(who('events:PutEvents')).toEqual(['order/publish-events', 'order/sweep-outbox']);
  });

  it('let only drivers, the reconciler and who replaces a plan start executions', () => {
    expect(who('states:StartExecution').toSorted()).toEqual([
      'order/drive-lifecycle',
      'order/reconcile-executions',
      'routing/drive-compensation',
      'routing/reconcile-compensations',
      'routing/send-legs',
    ]);
  });

  it('let what only shows, only read', () => {
    for (const source of [
      'order/get-order',
      'order/list-orders',
      'routing/get-plans',
      'lineage/get-lineage',
      'fulfillment/get-leg',
    ]) {
      expect(who('dynamodb:PutItem')).not.toContain(source);
      expect(who('dynamodb:UpdateItem')).not.toContain(source);
    }
  });

  it('never scan a table', () => {
    expect(who('dynamodb:Scan')).toEqual([]);
  });
});

describe('permissions of state machines', () => {
  it('invoke exactly their own tasks', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => id);
    const invokedBy = (machine: string): string[] => {
      const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ id }) => id.includes(`${machine}Role`));
      const text = JSON.stringify(policies.map(({ properties }) => properties.PolicyDocument));
      return functions
        .filter((id) => text.includes(`"${id}"`))
        .map((id) => id.replace(/[0-9A-F]{8}$/, ''))
        .sort();
    };
    expect(invokedBy('OrderLifecycle')).toEqual([
      'OrderAwaitHandOut',
      'OrderAwaitRelease',
      'OrderExpireOrder',
      'OrderRecordFault',
      'OrderScreenOrder',
      'OrderSettleOrder',
      'RoutingCommitPlan',
      'RoutingWithdrawPlan',
    ]);
    expect(invokedBy('LegFulfillment')).toEqual(['FulfillmentDispatchLeg', 'FulfillmentReleaseLeg']);
  });
});
