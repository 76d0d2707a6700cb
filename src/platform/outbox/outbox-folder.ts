import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Where messages are written that this program cannot send. Only the owner of the files may read them, since they contain
 * links for setting a password, codes and addresses.
 */
export class OutboxFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Written under another name first, so that nobody reads half a file. */
  async write(name: string, content: Parameters<typeof writeFile>[1]): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const path = join(this.#path, name);
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}
