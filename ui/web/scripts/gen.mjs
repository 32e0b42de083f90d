// Makes src/api/schema.gen.ts from our own OpenAPI file; --check fails when it is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../../api/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.gen.ts', import.meta.url);
const header = '// Made from api/openapi.json by `npm run gen`. Do not edit.\n\n';

const ast = await openapiTS(source, { defaultNonNullable: false });
const made = header + astToString(ast);

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== made) {
    console.error('src/api/schema.gen.ts is stale: run npm run gen');
    process.exit(1);
  }
} else {
  writeFileSync(target, made);
}
