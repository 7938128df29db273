import { isDeepStrictEqual } from 'node:util';
import { Aspects } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { orderloomStack, resourcesOf, templateOf } from '../support/orderloom-template.ts';

describe('cdk-nag, AwsSolutions', () => {
  it('finds nothing that is not suppressed', () => {
    const stack = orderloomStack();
    Aspects.of(stack).add(new AwsSolutionsChecks());
    const annotations = Annotations.fromStack(stack);
    const findings = [
      ...annotations.findError('*', Match.stringLikeRegexp('AwsSolutions-.*')),
      ...annotations.findWarning('*', Match.stringLikeRegexp('AwsSolutions-.*')),
    ];
    expect(findings.map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([]);
  }, 60_000);

  it('is told a reason with every suppression', () => {
    const template = templateOf(orderloomStack());
    const suppressions = [
      'AWS::IAM::Role',
      'AWS::SQS::Queue',
      'AWS::ApiGatewayV2::Route',
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
    ]
      .flatMap((type) => resourcesOf(template, type))
      .flatMap(
        ({ all }) =>
          (all.Metadata as { cdk_nag?: { rules_to_suppress: { reason: string }[] } } | undefined)?.cdk_nag
            ?.rules_to_suppress ?? [],
      );
    expect(suppressions.length).toBeGreaterThan(20);
    for (const { reason } of suppressions) expect(reason.length).toBeGreaterThan(20);
  }, 60_000);
});

describe('the local template', () => {
  const resources = (target: string) =>
    templateOf(orderloomStack({ target })).toJSON().Resources as Record<string, { Type: string; Metadata?: object }>;

  it('is the one for AWS, save for who puts calls into a queue that takes them first', () => {
    const [local, aws] = [resources('local'), resources('aws')];
    const only = (there: object, here: object) => Object.keys(there).filter((id) => !(id in here));
    const types = (ids: readonly string[], of: Record<string, { Type: string }>) =>
      [...new Set(ids.map((id) => of[id]?.Type))].sort();
    expect(types(only(aws, local), aws)).toEqual([
      'AWS::ApiGatewayV2::Integration',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
    expect(types(only(local, aws), local)).toEqual([
      'AWS::ApiGatewayV2::Integration',
      'AWS::CloudWatch::Alarm',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
    ]);
    const different = Object.keys(local).filter((id) => id in aws && !isDeepStrictEqual(local[id], aws[id]));
    expect(different.map((id) => local[id]?.Type)).toEqual(['AWS::ApiGatewayV2::Route']);
  }, 60_000);
});
