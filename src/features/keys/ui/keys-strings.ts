import type { KeysAnswer } from "#src/features/keys/schema.ts";

type Use = KeysAnswer["uses"][number];
type KeyUse = Use["use"];

/** Texts of the page of keys. */
export const strings = {
  title: "Keys",
  help: "What access tokens, encrypted fields and database passwords are made with. Here are the names; a key itself is shown nowhere.",
  uses: {
    signing: {
      title: "Access tokens",
      help: "Other programs verify them by the public keys at /api/auth/jwks.",
      after: "Nobody is signed out. The former key is accepted for two hours more.",
    },
    encryption: {
      title: "Encrypted fields and files",
      help: "What people write about each other, phone numbers, the secrets of second factors and the content of files, each school under a key of its own.",
      after: "What there is already is sealed under the new key in the night, or at once by the job keys.reseal.",
    },
    logins: {
      title: "Database logins",
      help: "The passwords by which the program's processes reach the database follow from it.",
      after: "Restart all processes right afterwards: until then none that starts anew reaches the database.",
    },
  } satisfies Record<KeyUse, { title: string; help: string; after: string }>,
  sources: {
    file: "From the file of the data folder, where they stand as they are",
    "aws-kms": "From the file of the data folder, wrapped by a key of AWS KMS",
    vault: "From the file of the data folder, wrapped by a key of Vault",
    variable: "From a variable of the environment, and replaced there",
    secret: "Follows from APP_SECRET; a key of its own comes with the first rotation",
  } satisfies Record<Use["source"], string>,
  standings: { next: "Next", current: "In use", previous: "Previous" } satisfies Record<
    Use["keys"][number]["standing"],
    string
  >,
  from: "In use from",
  since: "In use since",
  before: "Opens what it made before",
  sinceEver: "In use since the installation",
  wrapDue:
    "A key service is configured, and the keys still stand in the data folder as they are. Have it wrap them, on the server:",
  wrapCommand: "npm run keys -- wrap",
  rotate: "To replace it, on the server:",
  commandOf: (use: KeyUse) => `npm run keys -- rotate ${use}`,
  keep: "Keep a copy of the keys apart from the backups of the database. Without them nothing that was encrypted can be read, and whoever has both can read everything.",
} as const;
