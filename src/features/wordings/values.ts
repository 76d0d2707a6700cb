/** Where a sentence stands: not asked for yet, usable, against a rule, or put back to ours by the school. */
export const wordingStates = ["WAITING", "ACCEPTED", "REFUSED", "SET_ASIDE"] as const;
export type WordingState = (typeof wordingStates)[number];

/** The rule that a rephrased sentence breaks. */
export const refusals = [
  "EMPTY",
  "LENGTH",
  "CHARACTERS",
  "ADDRESS",
  "SLOTS",
  "BESIDE_SLOT",
  "NUMBERS",
  "NEGATION",
  "MEASURE",
  "NAMES",
  "SUBJECT",
  "FORM",
] as const;
export type Refusal = (typeof refusals)[number];

/** Why the model could not be asked. The first four are not tried again until the school acts. */
export const modelFaults = [
  "ADDRESS",
  "KEY_REFUSED",
  "KEY_UNREADABLE",
  "REQUEST_REFUSED",
  "UNREACHABLE",
  "UNREADABLE",
] as const;
export type ModelFault = (typeof modelFaults)[number];

/** Whether a key is kept, and can still be opened. */
export const keyStates = ["NONE", "SAVED", "UNREADABLE"] as const;
export type KeyState = (typeof keyStates)[number];

export const most = { address: 300, model: 100, key: 500 } as const;
