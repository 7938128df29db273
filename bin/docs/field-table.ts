import type { Schema } from './sample.ts';

type Field = Schema & { readonly required?: readonly string[] };

const scalar = (schema: Schema): string => {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) {
    const shown = schema.enum.slice(0, 8).map((word) => `\`${String(word)}\``);
    return `${shown.join(' ')}${schema.enum.length > 8 ? ` … (${schema.enum.length} words)` : ''}`;
  }
  const [, prefix] = /^\^([a-z]{3})_\[/.exec(schema.pattern ?? '') ?? [];
  if (prefix) return `id \`${prefix}_…\``;
  if (schema.pattern?.startsWith('^\\d{4}-')) return 'time, UTC';
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' or ') ?? 'any');
};

/** `string`, `id ord_… or null`, `list of object` … */
export const typeText = (schema: Schema): string => {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  if (schema.type !== 'array') return scalar(schema);
  return typeof schema.items === 'object' ? `list of ${typeText(schema.items)}` : 'list';
};

const inner = (schema: Schema): { readonly schema: Schema; readonly suffix: string } | null => {
  if (schema.type === 'object' && schema.properties) return { schema, suffix: '' };
  if (schema.type === 'array' && typeof schema.items === 'object') {
    const item = inner(schema.items);
    return item && { schema: item.schema, suffix: '[]' };
  }
  const alternatives = (schema.anyOf ?? []).map(inner).filter((each) => each !== null);
  return alternatives[0] ?? null;
};

/** Every field with its path, as rows of a table. */
export const fieldRows = (schema: Field, path = ''): string[] => {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path ? `${path}.${name}` : name;
    const nested = inner(field);
    const row = `| \`${at}\` | ${typeText(field)}${required.has(name) ? '' : ' (may be absent)'} |`;
    return nested ? [row, ...fieldRows(nested.schema, `${at}${nested.suffix}`)] : [row];
  });
};
