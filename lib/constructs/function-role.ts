import {
  type AddToPrincipalPolicyResult,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The role of one function, with what it may do written into it: a policy beside every role would be a resource more each. */
export class FunctionRole extends Role {
  readonly #access: PolicyDocument;

  constructor(scope: Construct, id: string) {
    const access = new PolicyDocument();
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), inlinePolicies: { access } });
    this.#access = access;
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.#access.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
