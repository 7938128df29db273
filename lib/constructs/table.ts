import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  Table as DynamoTable,
  ProjectionType,
  StreamViewType,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** One question a table answers besides its own key: `by-state` on (`state`, `updatedAt`). */
export type Index = {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  /** Holds keys and these: a row is written again only when one of them changes. @default whole rows */
  readonly with?: readonly string[];
};

export type TableProps = {
  readonly indexes?: readonly Index[];
  /** New images on the table's stream, for the functions that relay them. @default no stream */
  readonly stream?: boolean;
  /** Encrypt with a key of its own, rotated yearly, for what holds personal data. @default the account's DynamoDB key */
  readonly ownKey?: boolean;
};

const projectionOf = ({ with: attributes }: Index) =>
  attributes
    ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...attributes] }
    : { projectionType: ProjectionType.ALL };

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/**
 * A table keyed by `pk` and `sk`, paid per request, recoverable to any second of the last 35 days, rows ending at `ttl`.
 * It outlives the stack: losing orders with a mistyped `cdk destroy` is not an option.
 *
 * @example new Table(this, 'Orders', { indexes: [{ name: 'by-state', partition: 'state', sort: 'updatedAt' }], stream: true });
 */
export class Table extends Construct {
  readonly table: DynamoTable;
  readonly key: Key | undefined;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, props: TableProps = {}) {
    super(scope, id);
    this.key = props.ownKey
      ? new Key(this, 'Key', {
          enableKeyRotation: true,
          description: `${id} table`,
          removalPolicy: RemovalPolicy.RETAIN,
        })
      : undefined;
    this.table = new DynamoTable(this, 'Resource', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      removalPolicy: RemovalPolicy.RETAIN,
      ...(this.key
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key }
        : { encryption: TableEncryption.AWS_MANAGED }),
      ...(props.stream ? { stream: StreamViewType.NEW_IMAGE } : {}),
    });
    this.indexNames = (props.indexes ?? []).map((index) => {
      const { name, partition, sort } = index;
      this.table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: text(partition),
        sortKey: text(sort),
        ...projectionOf(index),
      });
      return name;
    });
  }

  /** Every index by its full name: a grant never needs a wildcard. */
  get indexArns(): string[] {
    return this.indexNames.map((name) => `${this.table.tableArn}/index/${name}`);
  }

  /** @throws Error when the table was made without a stream */
  get streamArn(): string {
    if (!this.table.tableStreamArn) throw new Error(`table '${this.node.id}' has no stream: set \`stream: true\``);
    return this.table.tableStreamArn;
  }
}
