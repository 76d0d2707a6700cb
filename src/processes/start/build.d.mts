export function ensureBuilt(root: string, node: string, print: (line: string) => void): Promise<void>;
