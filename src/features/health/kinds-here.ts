import { config } from "#src/config.ts";
import { type CheckKind, checkKinds } from "#src/features/health/values.ts";

/** Those that this installation has something for. */
export function kindsHere(): readonly CheckKind[] {
  return checkKinds.filter((kind) => kind !== "accounts" || config.supabaseAuth !== undefined);
}
