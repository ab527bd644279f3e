import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinnedVersion } from './k6-version.ts';
import type { Environment, ProcessRunner } from './run-process.ts';

export interface DownloadRequest {
  readonly platform: string;
  readonly arch: string;
  readonly fetch: typeof fetch;
  readonly run: ProcessRunner;
  readonly env: Environment;
}

/** Folder of the release's assets (k6 build-release.sh). */
const releaseUrl = `https://github.com/grafana/k6/releases/download/v${pinnedVersion}`;
const timeoutMs = 300_000;

const platformNames: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'macos' };
const archNames: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Name of the release without its ending, which is also the folder inside the archive; throws where none is published. */
export function releaseName(platform: string, arch: string): string {
  const [os, cpu] = [platformNames[platform], archNames[arch]];
  if (os === undefined || cpu === undefined) throw new Error(`no release is published for ${platform} on ${arch}`);
  return `k6-v${pinnedVersion}-${os}-${cpu}`;
}

async function get(url: string, fetchUrl: typeof fetch): Promise<Buffer> {
  const response = await fetchUrl(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
    // undici says only "fetch failed"; why is in the cause.
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    throw new Error(`${url}: ${reason}`, { cause: error });
  });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The sum that `sha256sum` wrote for a file: hex, blanks or ` *`, name. */
export function publishedSum(checksums: string, file: string): string {
  for (const line of checksums.split('\n')) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (name === file && sum && /^[0-9a-f]{64}$/.test(sum)) return sum;
  }
  throw new Error(`the published checksums do not name ${file}`);
}

/** Fetches the pinned release into `folder`, checks it against the sums published with it, unpacks it; path of the program. */
export async function downloadRelease(folder: string, request: DownloadRequest): Promise<string> {
  const name = releaseName(request.platform, request.arch);
  const file = `${name}${request.platform === 'darwin' ? '.zip' : '.tar.gz'}`;
  const expected = publishedSum((await get(`${releaseUrl}/k6-v${pinnedVersion}-checksums.txt`, request.fetch)).toString('utf8'), file);
  const archive = await get(`${releaseUrl}/${file}`, request.fetch);
  const found = createHash('sha256').update(archive).digest('hex');
  if (found !== expected) throw new Error(`${file} has sha256 ${found}, published is ${expected}`);
  await writeFile(join(folder, file), archive);
  // The tar of macOS (libarchive) reads zip as well.
  const { exitCode, stderr } = await request.run('tar', ['-xf', file], { cwd: folder, env: request.env, timeoutMs });
  if (exitCode !== 0) throw new Error(`tar could not unpack ${file}: ${stderr.trim().slice(0, 200)}`);
  return join(folder, name, 'k6');
}
