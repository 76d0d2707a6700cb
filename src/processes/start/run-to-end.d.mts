export function runToEnd(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string | undefined>; keptChars: number },
): Promise<{ code: number | null; output: string }>;
