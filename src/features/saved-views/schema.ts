import { z } from "zod";
import { maxViewName, viewPages } from "#src/features/saved-views/values.ts";
import { id, name, text } from "#src/lib/fields.ts";

const page = z.enum(viewPages);
/** The address of the table after the question mark. */
const query = text({ max: 2_000 }).regex(/^[^?#\s]*$/, "must be the query of an address");

export const viewsQuery = z.strictObject({ page });
export const newViewBody = z.strictObject({ page, name: name({ max: maxViewName }), query });
export type NewViewBody = z.output<typeof newViewBody>;
/** Both are stored: a change of one names the other as it is. */
export const viewBody = z.strictObject({ name: name({ max: maxViewName }), query });
export type ViewBody = z.output<typeof viewBody>;
export const viewParams = z.strictObject({ id });

export const viewAnswer = z.object({ id: z.string(), name: z.string(), query: z.string() });
export type SavedView = z.infer<typeof viewAnswer>;

/** By name. */
export const viewsAnswer = z.object({ items: z.array(viewAnswer) });
export type ViewsAnswer = z.infer<typeof viewsAnswer>;
