import { execFile } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Mount, mountOf } from '../../machine/mountinfo.ts';
import type { Tools } from '../../machine/tools.ts';
import type { Bind } from '../launch-command.ts';

/** In memory: pages there are charged once and cannot be dropped. */
const memoryFileSystems = ['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs'];

function succeeds(file: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, (error) => resolve(error === null));
  });
}

/** Why copies cannot stand in for files here; undefined when they can. Tries one mount in a namespace that ends with it. */
export async function copiesImpossible(tools: Tools, uid: number, folder: string, mounts: readonly Mount[]): Promise<string | undefined> {
  if (!tools.unshare || !tools.mount || !tools.cp) return 'unshare, mount or cp is missing';
  mkdirSync(folder, { recursive: true });
  const mount = mountOf(realpathSync(folder), mounts);
  if (mount && memoryFileSystems.includes(mount.fsType)) return `${folder} lies in memory (${mount.fsType})`;
  if (mount?.options.includes('noexec')) return `programs may not be run from ${folder} (noexec)`;
  const probe = join(folder, 'probe');
  writeFileSync(probe, '');
  const namespace = uid === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
  const allowed = await succeeds(tools.unshare, [...namespace, '--', tools.mount, '--bind', probe, probe]);
  rmSync(probe, { force: true });
  return allowed ? undefined : 'this user may not create a mount namespace';
}

interface Copy extends Bind {
  /** What the original looked like; another one is copied anew. */
  readonly signature: string;
}

/** A copy owned by an ordinary user would lose the rights that the original gives to whoever runs it. */
function givesRights(mode: number, uid: number): boolean {
  return uid !== 0 && (mode & 0o6000) !== 0;
}

/** Copies on disk of files whose pages other processes keep in memory. Made once, kept as long as the environment. */
export class PrivateCopies {
  readonly #folder: string;
  readonly #cp: string;
  readonly #uid: number;
  readonly #copies = new Map<string, Copy>();
  #made = 0;

  constructor(folder: string, cp: string, uid: number) {
    this.#folder = folder;
    this.#cp = cp;
    this.#uid = uid;
  }

  has(path: string): boolean {
    return this.#copies.has(path);
  }

  /** Copies with mode, ownership and times, unless an equal copy is there. False when the file cannot be copied. */
  async ensure(path: string): Promise<boolean> {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile() || givesRights(stat.mode, this.#uid)) return false;
    const signature = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`;
    if (this.#copies.get(path)?.signature === signature) return true;
    // One folder each, so that the copy keeps its name: some programs look at that of their own file.
    this.#made += 1;
    const folder = join(this.#folder, String(this.#made));
    mkdirSync(folder, { recursive: true });
    const copy = join(folder, basename(path));
    if (!(await succeeds(this.#cp, ['--archive', '--', path, copy]))) return false;
    this.#copies.set(path, { copy, path, signature });
    return true;
  }

  get binds(): readonly Bind[] {
    return [...this.#copies.values()].filter(({ path }) => statSync(path, { throwIfNoEntry: false })?.isFile()).map(({ copy, path }) => ({ copy, path }));
  }
}
