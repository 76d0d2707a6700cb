import { z } from "zod";

/**
 * Field types shared by the schemas of all features. Text is stored unchanged, neither trimmed nor normalised; what
 * PostgreSQL or UTF-8 could not return unchanged (NUL, lone surrogates) is refused instead.
 */
export function text(options: { min?: number; max: number }) {
  return z
    .string()
    .min(options.min ?? 0)
    .max(options.max)
    .refine(isStorable, "must not contain NUL characters or unpaired surrogates");
}

export function isStorable(value: string): boolean {
  return !value.includes("\u0000") && value.isWellFormed();
}

/**
 * The name of a person or a thing, on one line: at least a letter or a digit, and nothing that is not seen, since two
 * names that look alike must be alike.
 */
export function name(options: { max: number }) {
  return text({ min: 1, max: options.max }).refine(
    isName,
    "must have a letter or a digit, and no line breaks, tabs or invisible characters",
  );
}

export function isName(value: string): boolean {
  return /[\p{L}\p{N}]/u.test(value) && withoutHidden(value) === value;
}

/** Without control characters, line breaks, marks that turn the direction of text, and characters of no width. */
export function withoutHidden(value: string): string {
  return value.replace(hidden, "");
}

/** After a letter of the scripts that join letters, and within an emoji, a joiner or non-joiner is seen. */
const joined =
  "\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}";
const hidden = new RegExp(
  [
    "[\\p{Cc}\\p{Zl}\\p{Zp}\\u2800]",
    "(?![\\u200c\\u200d\\p{Variation_Selector}])[\\p{Cf}\\p{Default_Ignorable_Code_Point}]",
    `(?<![${joined}])[\\u200c\\u200d]`,
  ].join("|"),
  "gu",
);

/** An identifier: readable for reference data, else a UUID. */
export const id = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, "must be an identifier of 1 to 64 characters");

/** An instant with its offset, such as `2026-01-15T10:30:00Z`. */
export const instant = z.iso.datetime({ offset: true }).refine(isSaneYear, "must lie between the years 1900 and 2200");

/** A day, such as `2026-01-15`. */
export const calendarDay = z.iso.date().refine(isSaneYear, "must lie between the years 1900 and 2200");

/** An instant, or a day that stands for its first moment in UTC. */
export const instantOrDay = z.union([instant, calendarDay]);

export function isSaneYear(value: string): boolean {
  const year = Number(value.slice(0, 4));
  return year >= 1900 && year <= 2200;
}

/** An ISO interval of two days, both included: `2026-01-01/2026-03-31`. */
export const dayInterval = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/, "must be an interval such as 2026-01-01/2026-03-31")
  .refine((value) => {
    const [start = "", end = ""] = value.split("/");
    return calendarDay.safeParse(start).success && calendarDay.safeParse(end).success && start <= end;
  }, "must be two days that exist, the first not after the second");

/** The column by which a list is ordered; without one it comes in the order in which it is opened. */
export function orderQuery<const Sorts extends readonly [string, ...string[]]>(sorts: Sorts) {
  return { sort: z.enum(sorts).optional(), direction: z.enum(["asc", "desc"]).optional() };
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(4096).optional(),
};

export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** JSON of the caller's own shape: finite numbers, storable text, at most 8 KiB and 8 levels. */
export const looseObject = z
  .record(z.string(), z.unknown())
  // The next check descends into the value, and must not see one that is too deep for the stack.
  .refine((value) => isPlainJson(value, 0), {
    error: "must be plain JSON of at most 8 levels with storable text",
    abort: true,
  })
  .refine((value) => JSON.stringify(value).length <= 8192, "must be at most 8 KiB of JSON");

function isPlainJson(value: unknown, depth: number): boolean {
  if (depth > 8) return false;
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string") return isStorable(value);
  if (Array.isArray(value)) return value.every((entry) => isPlainJson(entry, depth + 1));
  if (typeof value === "object") {
    return Object.entries(value).every(([key, entry]) => isStorable(key) && isPlainJson(entry, depth + 1));
  }
  return false;
}
