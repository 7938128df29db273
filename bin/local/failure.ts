/** Something the user can put right, told in one line: what is wrong and what to do. No stack is shown for it. */
export class Failure extends Error {
  override name = 'Failure';
}

/** One line for the screen: the message of a `Failure`, the whole stack of anything unforeseen. */
export const tell = (error: unknown): string =>
  error instanceof Failure ? error.message : ((error as Error).stack ?? String(error));
