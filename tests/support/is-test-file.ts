/** Whether only tests read a source file: what is named so, and a feature's `examples.ts` and `access.ts`. */
export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /(^|\/)features\/[^/]+\/(examples|access)\.ts$/.test(path);
}
