export type Postmaster = { pid: number; port: number; socketDir: string; state: string };
export function readPostmaster(dataDir: string): Postmaster | undefined;
export function findPostmaster(dataDir: string): Postmaster | undefined;
export function isAlive(pid: number): boolean;
export function waitForExit(pid: number, timeoutMs: number): Promise<boolean>;
export function sleep(ms: number): Promise<void>;
