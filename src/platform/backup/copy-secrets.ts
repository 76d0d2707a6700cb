import { now } from "#src/lib/clock.ts";
import { type BackupPlace, isDamage } from "#src/platform/backup/backup-place.ts";
import { type Base, pack, secretsOf, unpackSecrets } from "#src/platform/backup/base.ts";
import { secretsFolder } from "#src/platform/backup/names.ts";

/**
 * Stores the secrets and keys of the data folder when they change: the log has what was sealed by a key that is younger
 * than the last copy of the database. Called before each piece of it: a new key is used a minute after it was made.
 */
export class SecretsCopier {
  readonly #place: BackupPlace;
  readonly #read: () => Promise<Record<string, string>>;
  #stored = "";

  constructor(place: BackupPlace, read: () => Promise<Record<string, string>>) {
    this.#place = place;
    this.#read = read;
  }

  async copyChanged(): Promise<void> {
    const content = JSON.stringify(await this.#read());
    if (content === this.#stored) return;
    await this.#place.put(`${secretsFolder}/${now().getTime()}`, pack(Buffer.from(content)));
    this.#stored = content;
  }
}

/** When secrets were stored beside the copies of the database, in ms since 1970. */
export async function listSecrets(place: BackupPlace): Promise<number[]> {
  const times: number[] = [];
  for await (const name of place.list(secretsFolder)) times.push(Number(name.slice(secretsFolder.length + 1)));
  return times.sort((a, b) => a - b);
}

export async function readSecretsOf(place: BackupPlace, time: number): Promise<Record<string, string>> {
  return unpackSecrets(await place.get(`${secretsFolder}/${time}`));
}

/**
 * Those that a database needs which was restored from a copy up to a moment; undefined stands for all that there is.
 * @param damaged called for each that would have been newer
 */
export async function secretsAt(
  place: BackupPlace,
  base: Base,
  moment: Date | undefined,
  damaged: (fault: string) => void,
): Promise<Record<string, string>> {
  const since = new Date(base.endedAt).getTime();
  const times = (await listSecrets(place)).filter((time) => time > since && (!moment || time <= moment.getTime()));
  for (const time of times.toReversed()) {
    try {
      return await readSecretsOf(place, time);
    } catch (error) {
      if (!isDamage(error)) throw error;
      damaged(error.message);
    }
  }
  return secretsOf(place, base);
}
