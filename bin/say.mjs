/** Prints one line for people: stdout belongs to the data of the command that is about to run. */
export function say(text) {
  process.stderr.write(`highwater: ${text}\n`);
}

/** The environment cannot be provided: says so, with what helps, and ends with exit code 3. */
export class SetupError extends Error {
  constructor(message, hint, cause) {
    super(message, { cause });
    this.name = 'SetupError';
    this.hint = hint;
  }
}

/** Runs `work`; a SetupError in it becomes a message and exit code 3, anything else stays a defect with its stack. */
export async function orExit(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    if (error.cause !== undefined) say(`cause: ${error.cause instanceof Error ? error.cause.message : error.cause}`);
    say(error.hint);
    process.exit(3);
  }
}
