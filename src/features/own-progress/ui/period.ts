import { createLoader, parseAsStringLiteral } from "nuqs/server";

/** The periods to choose from, as analytics names them. */
export const periods = ["90d", "180d", "365d", "all"] as const;
export type Period = (typeof periods)[number];

/** As it is written in the address. */
export const periodParsers = { period: parseAsStringLiteral(periods).withDefault("180d") };

export const loadPeriod = createLoader(periodParsers);
