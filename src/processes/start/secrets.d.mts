export function loadSecrets(dir: string): { appSecret: string; databasePassword: string };
export function loadPushKeys(dir: string): { publicKey: string; privateKey: string };
export function loadBackupKey(dir: string, options: { makes: boolean }): string;
