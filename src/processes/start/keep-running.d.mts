export type Part = { exited: Promise<string>; stop: () => Promise<void>; code?: () => number | null };
export function keepRunning(options: {
  launch: () => Promise<Part>;
  onEnd: (reason: string, delayMs: number) => void;
  running?: Part;
}): { stop: () => Promise<void>; restart: () => Promise<void> };
