import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnreadableCsv } from '../domain/routing/csv-table.ts';
import { NETWORK_FILE_NAMES, type NetworkFile, readNetworkCsv } from '../domain/routing/network-csv.ts';

/** A network directory that cannot be read: names the file and the cure. */
export class UnreadableNetwork extends Error {
  override name = 'UnreadableNetwork';
}

const readText = (directory: string, file: NetworkFile): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(directory, file)));
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableNetwork(`${file}: not UTF-8; save it as UTF-8`);
    throw new UnreadableNetwork(
      `--network ${directory}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it must hold ${NETWORK_FILE_NAMES.join(', ')}`,
    );
  }
};

/** The five CSV files of a network and its stock. @throws UnreadableNetwork naming file, line, column and cure */
export const readNetworkDirectory = (directory: string): ReturnType<typeof readNetworkCsv> => {
  const texts = Object.fromEntries(NETWORK_FILE_NAMES.map((file) => [file, readText(directory, file)]));
  try {
    return readNetworkCsv(texts as Record<NetworkFile, string>);
  } catch (error) {
    if (error instanceof UnreadableCsv) throw new UnreadableNetwork(error.message, { cause: error });
    throw error;
  }
};
