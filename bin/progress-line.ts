const BAR = 24;
/** How often a terminal's line is drawn anew, and how often another output gets a line. */
const TERMINAL_MS = 150;
const LOG_MS = 5_000;

export const barOf = (share: number, width = BAR): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '·'.repeat(width - full);
};

/** One line of progress on standard error: drawn over itself on a terminal, now and then a line elsewhere. */
export class ProgressLine {
  readonly #output: NodeJS.WriteStream;
  #drawnAt = 0;

  constructor(output: NodeJS.WriteStream = process.stderr) {
    this.#output = output;
  }

  tell(share: number, text: string): void {
    const at = performance.now();
    const every = this.#output.isTTY ? TERMINAL_MS : LOG_MS;
    if (at - this.#drawnAt < every && !(this.#drawnAt > 0 && share >= 1 && this.#output.isTTY)) return;
    if (this.#drawnAt === 0 && !this.#output.isTTY) {
      this.#drawnAt = at;
      return;
    }
    this.#drawnAt = at;
    const line = `${barOf(share)} ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
    this.#output.write(this.#output.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  /** Leaves the terminal's line for what comes next. */
  end(): void {
    if (this.#output.isTTY) this.#output.write('\r\u001b[2K');
  }
}
