import { type FSWatcher, watch } from 'node:fs';

/** Tells at once when something is made or removed in a folder, or when the kernel changes an events file (inotify). */
export class FolderWatch {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  /** False once a folder could not be watched, as where fs.inotify.max_user_instances is used up: then only looking helps. */
  works = true;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches exactly these folders from now on. */
  follow(dirs: ReadonlySet<string>): void {
    for (const dir of this.#watchers.keys()) if (!dirs.has(dir)) this.#drop(dir);
    for (const dir of dirs) if (!this.#watchers.has(dir)) this.#add(dir);
  }

  close(): void {
    this.follow(new Set());
  }

  #add(dir: string): void {
    try {
      const watcher = watch(dir, { persistent: false }, this.#onChange);
      watcher.on('error', () => this.#drop(dir));
      this.#watchers.set(dir, watcher);
    } catch (error) {
      // A folder that is gone already needs no watch.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.works = false;
    }
  }

  #drop(dir: string): void {
    this.#watchers.get(dir)?.close();
    this.#watchers.delete(dir);
  }
}
