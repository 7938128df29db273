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
      'AWS::IAM::Policy',
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
  it('is the one for AWS: the target changes nothing in it', () => {
    const local = templateOf(orderloomStack({ target: 'local' })).toJSON();
    expect(local).toEqual(templateOf(orderloomStack({ target: 'aws' })).toJSON());
  }, 60_000);
});
