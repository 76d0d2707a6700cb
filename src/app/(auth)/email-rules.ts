import { strings } from "./strings.ts";

/**
 * Enough to catch a slip of the finger; the server knows which addresses exist. Written for react-hook-form, because
 * a schema library would double what the first page of all has to load.
 */
export const emailRules = {
  required: strings.emailMissing,
  setValueAs: (value: string) => value.trim(),
  pattern: { value: /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/, message: strings.emailWrong },
};
