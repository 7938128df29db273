import { App, Aspects, Tags } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CHANNELS } from '../domain/channel/channels.ts';
import { CARRIERS } from '../domain/fulfillment/carriers.ts';
import { BUNDLES_CONTEXT } from '../lib/constructs/bundles.ts';
import { OrderloomStack } from '../lib/orderloom-stack.ts';
import { buildFunctions, bundlesAreStale } from './build-functions.ts';

const app = new App();
if (!app.node.tryGetContext(BUNDLES_CONTEXT) && bundlesAreStale()) await buildFunctions();
const target = app.node.tryGetContext('target') ?? 'aws';
if (target !== 'aws' && target !== 'local') throw new Error(`context target is '${target}': use aws or local`);

new OrderloomStack(app, 'Orderloom', {
  description: 'Orders from every channel, planned, run, remembered and served as one kind of order',
  channels: CHANNELS,
  carriers: CARRIERS,
});
Tags.of(app).add('application', 'orderloom');
// A local start takes what was checked before: the template is the same, save for what docs/local-and-aws.md lists.
if (target === 'aws') Aspects.of(app).add(new AwsSolutionsChecks({ verbose: true }));
app.synth();
