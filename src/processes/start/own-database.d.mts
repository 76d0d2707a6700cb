export function provideDatabase(root: string): Promise<() => Promise<void>>;
