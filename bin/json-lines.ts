import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type * as z from 'zod';

/** Names the line and field that cannot be read, and the cure. */
export class BadLine extends Error {
  override name = 'BadLine';

  constructor(line: number, field: string, problem: string) {
    super(`line ${line}, ${field}: ${problem}`);
  }
}

const parseJson = (line: number, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadLine(line, 'whole line', `no JSON (${(error as Error).message}); write one object a line`);
  }
};

const pathOf = (issue: z.core.$ZodIssue): string =>
  issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'whole line';

/** Objects of a JSON Lines stream, one at a time, checked; blank lines are skipped. @throws BadLine at the first bad one */
export const readJsonLines = async function* <Schema extends z.ZodType>(
  input: Readable,
  schema: Schema,
): AsyncGenerator<{ line: number; value: z.infer<Schema> }> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    const result = schema.safeParse(parseJson(line, text));
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new BadLine(line, issue ? pathOf(issue) : 'whole line', issue?.message ?? 'cannot be read');
    }
    yield { line, value: result.data };
  }
};

/** Writes one JSON object a line, waiting when the reader is slower. */
export const writeJsonLine = async (output: Writable, value: unknown): Promise<void> => {
  if (!output.write(`${JSON.stringify(value)}\n`)) await once(output, 'drain');
};
