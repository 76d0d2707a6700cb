/** The tables of which views are saved. */
export const viewPages = ["people"] as const;
export type ViewPage = (typeof viewPages)[number];

export const maxViewName = 60;

/** So many fit beside a table; a person keeps no more of one. */
export const maxViews = 30;
