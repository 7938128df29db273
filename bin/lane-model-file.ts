import { readFileSync, writeFileSync } from 'node:fs';
import { LaneModelFile } from '../domain/routing/lane-model-file.ts';
import { UnreadableDeliveries } from './deliveries-file.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** @throws UnreadableDeliveries naming the option, the file and the cure */
export const writeLaneModel = (file: string, model: LaneModelFile): void => {
  try {
    writeFileSync(file, `${JSON.stringify(model)}\n`);
  } catch (error) {
    throw new UnreadableDeliveries(
      `--model ${file}: cannot be written (${codeOf(error)}); name a file in a directory that exists`,
    );
  }
};

const parsed = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UnreadableDeliveries(`--model ${file}: no JSON (${error.message}); name a file this command wrote`);
    throw new UnreadableDeliveries(
      `--model ${file}: cannot be read (${codeOf(error)}); give --deliveries too to have it written`,
    );
  }
};

/** @throws UnreadableDeliveries naming the file, the field and the cure */
export const readLaneModel = (file: string): LaneModelFile => {
  const model = LaneModelFile.safeParse(parsed(file));
  if (model.success) return model.data;
  const [issue] = model.error.issues;
  throw new UnreadableDeliveries(
    `--model ${file}, field ${issue?.path.join('.')}: ${issue?.message}; write the model again with --deliveries`,
  );
};
