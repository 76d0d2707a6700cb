import type { EmbeddedPostgres } from "./embedded-postgres.mjs";

export function provideDatabase(root: string): Promise<() => Promise<void>>;
export function provideSettings(root: string): void;
export function dataFolder(root: string): string;
export function loadDotEnv(root: string): void;
export function creationOf(dataDir: string): string;
export function startOwnDatabase(dir: string): Promise<EmbeddedPostgres & { databaseUrl: string }>;
