/**
 * Something the person at the terminal can mend: printed as its message alone, without a stack.
 */
export class StartFault extends Error {
  /** @param {string} message @param {{ cause?: unknown, exitCode?: number }} [options] */
  constructor(message, options = {}) {
    super(message, { cause: options.cause });
    this.name = "StartFault";
    this.exitCode = options.exitCode ?? 1;
  }
}

/**
 * Turns the faults of a file system into what to do about them; anything else is thrown on as it came.
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
