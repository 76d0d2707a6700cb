export function provideDatabase(root: string): Promise<() => Promise<void>>;
export function provideSettings(root: string): void;
