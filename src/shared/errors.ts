/** Every code that highwater raises, with the exit code it ends in (DESIGN: exit codes). */
const exitByCode = {
  usage: 2,
  'plan-invalid': 2,
  'script-invalid': 2,
  'recording-unreadable': 2,
  'environment-missing': 3,
  'target-failed': 3,
  'k6-unavailable': 3,
  'workload-never-ready': 4,
  'load-never-ran': 4,
  'recording-failed': 3,
  defect: 70,
} as const;

export type ErrorCode = keyof typeof exitByCode;

export interface ErrorDetails {
  /** The next command or edit that helps. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The one error class: what failed, a code that decides the exit code, and what to do next. */
export class HighwaterError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'HighwaterError';
    this.code = code;
    this.hint = details.hint;
  }

  get exitCode(): number {
    return exitByCode[this.code];
  }
}
