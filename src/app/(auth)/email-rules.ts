import { strings } from "./strings.ts";

/**
 * Catches typing errors only; the server knows which addresses exist. Written for react-hook-form, because a schema
 * library would double the size of the first page that users load.
 */
export const emailRules = {
  required: strings.emailMissing,
  setValueAs: (value: string) => value.trim(),
  pattern: { value: /^\s*[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+\s*$/, message: strings.emailWrong },
};
