import { Construct } from 'constructs';
import { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Secret } from '../constructs/secret.ts';

/** The doors: the HTTP API, who may pass, and its description. */
export class WorkbenchStage extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
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
  }
}
