/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const scaleKinds = ["ORDINAL", "NUMERIC", "BINARY"] as const;
export type ScaleKind = (typeof scaleKinds)[number];

export const maxScales = 100;
export const maxLevels = 11;
/** What a row has room for. */
export const maxShortLength = 14;
