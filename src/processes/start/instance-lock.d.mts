export function takeInstanceLock(dir: string, about: { address: string }): Promise<{ release: () => Promise<void> }>;
export function findHolder(dir: string): Promise<{ pid: number; address: string } | undefined>;
