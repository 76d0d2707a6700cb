/** What an entry is, as the page tells them apart. */
export const kinds = ["looked", "changed", "refused", "signIns"] as const;
export type Kind = (typeof kinds)[number];

/** How many days back the page looks. */
export const spans = ["1", "7", "30", "365"] as const;
export type Span = (typeof spans)[number];

export const firstSpan: Span = "7";
