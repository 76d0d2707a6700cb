type Settings = Record<string, string | undefined>;

export function programSettings(options: {
  root: string;
  dir: string;
  isDev?: boolean;
  ownDatabaseUrl: string | undefined;
  makesPushKeys?: boolean;
}): Settings;
export function withoutOwner(settings: Settings): Settings;
