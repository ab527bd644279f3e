import type { V1Status } from '@kubernetes/client-node';

/** What the API server answered instead of what was asked for. Internal to the kube targets: turned into a HighwaterError where its meaning is known. */
export class ApiFailure extends Error {
  readonly status: number;
  /** Kubernetes' own word, such as `Forbidden`, `NotFound`, `AlreadyExists`, `Invalid`. */
  readonly reason: string;

  constructor(what: string, status: number, body: string) {
    const parsed = statusOf(body);
    super(`${what}: ${parsed?.message ?? `HTTP ${status}`}`);
    this.name = 'ApiFailure';
    this.status = status;
    this.reason = parsed?.reason ?? '';
  }
}

function statusOf(body: string): V1Status | undefined {
  try {
    const parsed = JSON.parse(body) as V1Status;
    return parsed.kind === 'Status' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404;
}

export function isForbidden(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && (error.status === 403 || error.status === 401);
}
