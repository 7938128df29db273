import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RouteKey } from '../../domain/workbench/routes.ts';
import { type Access, read, readWrite } from '../constructs/access.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Secret } from '../constructs/secret.ts';
import type { Tables } from './tables.ts';

export type WorkbenchStageProps = { readonly tables: Tables };

/** The doors: the HTTP API, who may pass, and its description. */
export class WorkbenchStage extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { tables }: WorkbenchStageProps) {
    super(scope, id);
    const keys = new Secret(this, 'ApiKeys', {
      name: 'orderloom/api-keys',
      description: 'SHA-256 of each API key, with its role and party',
      empty: { keys: [] },
    });
    const authorize = new NodeFunction(this, 'Authorize', {
      source: 'workbench/authorize',
      uses: { API_KEYS_SECRET: keys.read },
    });
    this.api = new HttpApi(this, 'Api', authorize);
    this.api.serve('GET /openapi.json', new NodeFunction(this, 'GetOpenapi', { source: 'workbench/get-openapi' }));
    this.#catalog(tables);
  }

  /** Documents that operators edit, test and release. */
  #catalog({ catalog, orders }: Tables): void {
    const route = (key: RouteKey, id: string, source: string, access: Access) =>
      this.api.serve(
        key,
        new NodeFunction(this, id, { source: `workbench/${source}`, uses: { CATALOG_TABLE: access } }),
      );
    route('GET /catalog/{kind}', 'ListDocuments', 'list-documents', read(catalog));
    route('GET /catalog/{kind}/{id}', 'GetDocument', 'get-document', read(catalog));
    route('PUT /catalog/{kind}/{id}', 'PutDocument', 'put-document', readWrite(catalog));
    route('POST /catalog/{kind}/{id}/test', 'TestDocument', 'test-document', read(catalog));
    this.api.serve(
      'POST /catalog/{kind}/{id}/releases',
      new NodeFunction(this, 'ReleaseDocument', {
        source: 'workbench/release-document',
        // A release says how many orders carry what it would take out.
        uses: { CATALOG_TABLE: readWrite(catalog), ORDERS_TABLE: read(orders) },
        timeout: Duration.seconds(29),
      }),
    );
  }
}
