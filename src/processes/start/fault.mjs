/** A fault that the person at the terminal can fix: only its message is printed, without a stack. */
export class StartFault extends Error {
  /** @param {string} message @param {{ cause?: unknown, exitCode?: number }} [options] */
  constructor(message, options = {}) {
    super(message, { cause: options.cause });
    this.name = "StartFault";
    this.exitCode = options.exitCode ?? 1;
  }
}

/**
 * Turns faults of the file system into advice for the person at the terminal; rethrows anything else.
 * @param {unknown} error @param {string} folder
 * @returns {never}
 */
export function throwFileFault(error, folder) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") throw diskFull(folder, error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    throw new StartFault(
      `The folder ${folder} cannot be written to (${code}). Give this user write access to it, or name another folder with DATA_DIR.`,
      { cause: error },
    );
  }
  throw error;
}

/** @param {string} folder @param {unknown} [cause] */
export function diskFull(folder, cause) {
  return new StartFault(`The disk that holds ${folder} is full. Free some space and start again; nothing was lost.`, {
    cause,
  });
}
