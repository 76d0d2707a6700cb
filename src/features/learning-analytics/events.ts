import { interactionsStored } from "#src/platform/interactions/interactions-stored.ts";

export const events = { stored: interactionsStored };
