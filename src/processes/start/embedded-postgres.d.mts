export type EmbeddedPostgres = {
  url: string;
  urlOf: (database: string) => string;
  port: number;
  socketDir: string;
  pid: number;
  isAdopted: boolean;
  home: string;
  dataDir: string;
  logPath: string;
  exited: Promise<void>;
  stop: () => Promise<void>;
};

export function startEmbeddedPostgres(options: {
  dir: string;
  port?: number;
  settings?: Record<string, string>;
  programs?: string;
  data?: string;
  startTimeoutMs?: number;
}): Promise<EmbeddedPostgres>;

export function freePort(preferred?: number): Promise<number>;
