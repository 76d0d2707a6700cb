export function provideDatabase(root: string): Promise<() => Promise<void>>;
export function provideSettings(root: string): void;
export function dataFolder(root: string): string;
export function loadDotEnv(root: string): void;
export function creationOf(dataDir: string): string;
