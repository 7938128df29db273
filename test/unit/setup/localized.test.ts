import { localized } from '../../../bin/local/deploy.ts';
import type { Template } from '../../../bin/local/synthesize.ts';

const TLS_ONLY = { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const FROM_BUS = { Effect: 'Allow', Action: 'sqs:SendMessage' };

const TEMPLATE: Template = {
  Resources: {
    GetOrder: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { ORDERS_TABLE: 'orders' } } } },
    Bare: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 10 } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Tags: { application: 'orderloom' } } },
    Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Statement: [TLS_ONLY, FROM_BUS] } } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } },
  },
  Outputs: { ApiUrl: { Value: 'x' } },
};

describe('localized', () => {
  const { Resources, Outputs } = localized(TEMPLATE, 'http://127.0.0.1:1/');

  it('tells each function where it is run, beside the variables it has', () => {
    expect(Resources.GetOrder?.Properties).toEqual({
      Environment: { Variables: { ORDERS_TABLE: 'orders', MINISTACK_LAMBDA_PROXY_URL: 'http://127.0.0.1:1/' } },
    });
    expect(Resources.Bare?.Properties).toMatchObject({ Timeout: 10, Environment: { Variables: expect.anything() } });
  });

  it('leaves the functions alone when the endpoint runs them', () => {
    expect(localized(TEMPLATE, null).Resources.GetOrder?.Properties).toEqual(TEMPLATE.Resources.GetOrder?.Properties);
  });

  it('names the API, keeping its tags', () => {
    expect(Resources.Api?.Properties?.Tags).toEqual({ application: 'orderloom', 'ms-custom-id': 'orderloom' });
  });

  it('drops the demand for TLS and no other rule', () => {
    expect(Resources.Policy?.Properties?.PolicyDocument).toEqual({ Statement: [FROM_BUS] });
  });

  it('lets go of the data with the stack: the next start is fresh', () => {
    expect(Resources.Table).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  it('leaves everything else as it is on AWS', () => {
    expect(Resources.Table?.Properties).toEqual(TEMPLATE.Resources.Table?.Properties);
    expect(Outputs).toEqual(TEMPLATE.Outputs);
  });
});
