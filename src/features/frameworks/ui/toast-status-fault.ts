import { Problem } from "#src/client/api.ts";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";

export function toastStatusFault(error: unknown): void {
  toast.error(
    strings.statusFailed,
    error instanceof Problem
      ? { description: [error.detail, error.errors[0]?.message].filter(Boolean).join(" ") }
      : undefined,
  );
}
