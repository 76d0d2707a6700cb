export type Place = { bin: string; major: number; home: string; account: { uid: number; gid: number } | undefined };

export function preparePlace(dir: string, programs?: string): Place;
