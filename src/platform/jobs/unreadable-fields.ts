import type { z } from "zod";

/**
 * Which fields of a payload are at fault and how, such as "data.importId (invalid_type)": never their values. Of a union
 * the option counts that fits best.
 */
export function unreadableFields(error: z.ZodError): string[] {
  return [...new Set(fieldsOf(error.issues, []))].slice(0, mostFields);
}

const mostFields = 20;

function fieldsOf(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    const best =
      issue.code === "invalid_union" ? [...issue.errors].sort((a, b) => misfit(a) - misfit(b))[0] : undefined;
    if (best !== undefined && best.length > 0) return fieldsOf(best, path);
    return [`${path.map(String).join(".") || "the whole"} (${issue.code})`];
  });
}

/** An option whose literal does not match, such as the type of an event, is another kind of thing. */
function misfit(issues: readonly z.core.$ZodIssue[]): number {
  return issues.length + 100 * issues.filter(({ code }) => code === "invalid_value").length;
}
