import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnreadableCsv } from '../domain/routing/csv-table.ts';
import { NETWORK_FILE_NAMES, type NetworkFile, readNetworkCsv } from '../domain/routing/network-csv.ts';
import { TIMETABLE_FILE_NAMES, type TimetableFile } from '../domain/routing/timetable-csv.ts';

/** A network directory that cannot be read: names the file and the cure. */
export class UnreadableNetwork extends Error {
  override name = 'UnreadableNetwork';
}

const readText = (directory: string, file: NetworkFile | TimetableFile): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(directory, file)));
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableNetwork(`${file}: not UTF-8; save it as UTF-8`);
    throw new UnreadableNetwork(
      `--network ${directory}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it must hold ${NETWORK_FILE_NAMES.join(', ')}`,
    );
  }
};

/** The five CSV files of a network and its stock, and of its timetables those there are. @throws UnreadableNetwork naming file, line, column and cure */
export const readNetworkDirectory = (directory: string): ReturnType<typeof readNetworkCsv> => {
  const timetables = TIMETABLE_FILE_NAMES.filter((file) => existsSync(join(directory, file)));
  const texts = Object.fromEntries(
    [...NETWORK_FILE_NAMES, ...timetables].map((file) => [file, readText(directory, file)]),
  );
  try {
    return readNetworkCsv(texts as Record<NetworkFile, string>);
  } catch (error) {
    if (error instanceof UnreadableCsv) throw new UnreadableNetwork(error.message, { cause: error });
    throw error;
  }
};
