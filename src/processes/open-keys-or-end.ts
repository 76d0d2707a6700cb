import { KeysClosed } from "#src/platform/keys/key-service.ts";
import { isWrapDue, openKeys } from "#src/platform/keys/open-keys.ts";
import { log } from "#src/platform/log/log.ts";

/** Of sysexits.h: it may work when it is tried again. The supervisor knows it. */
const tryLater = 75;
/** The exit code that tells the supervisor that starting again would not help. */
const neverStarts = 97;

/** Before anything reads a key. Ends the process, with what to do, where the key service does not open them. */
export async function openKeysOrEnd(): Promise<void> {
  try {
    await openKeys();
  } catch (error) {
    if (!(error instanceof KeysClosed)) throw error;
    process.stderr.write(`The keys could not be opened. ${error.message}\n`);
    process.exit(exitCodeOf(error));
  }
}

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof KeysClosed)) return 1;
  return error.isPassing ? tryLater : neverStarts;
}

/** For processes that stay: a key service is set, and the file is not wrapped yet. */
export function warnOfPlainKeys(): void {
  if (isWrapDue()) log.warn("the keys are not wrapped by KEY_PROVIDER yet; run npm run keys -- wrap");
}
