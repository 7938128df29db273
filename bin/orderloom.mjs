#!/usr/bin/env node
// `npx orderloom`: gets the dependencies if they are missing and goes on under the project's Node.
import { prepare, run } from './prepare.mjs';

prepare();
run('bin/orderloom.ts', process.argv.slice(2));
