import { AppError } from "#src/errors.ts";
import { loadEdited } from "#src/features/frameworks/editing/edit-queries.ts";
import { publishFaults } from "#src/features/frameworks/editing/faults.ts";
import { lockFramework } from "#src/features/frameworks/editing/lock-framework.ts";
import { staleEdit } from "#src/features/frameworks/editing/save-framework.ts";
import { events } from "#src/features/frameworks/events.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision } from "#src/platform/http/if-match.ts";

/** A school admin publishes a draft, deprecates a published framework, or publishes a deprecated one again. */
export async function setFrameworkStatus(
  ctx: UserContext,
  frameworkId: string,
  status: "PUBLISHED" | "DEPRECATED",
): Promise<{ id: string; status: "PUBLISHED" | "DEPRECATED" }> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockFramework(tx, ctx, frameworkId);
      if (found.status === "DRAFT" && status === "PUBLISHED") await checkComplete(tx, ctx, frameworkId);
      moveFramework(tx, found, status, "admin");
      audit(tx, ctx.actor, {
        action: status === "PUBLISHED" ? "framework.publish" : "framework.deprecate",
        entityType: "framework",
        entityId: frameworkId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
      });
      if (status === "PUBLISHED") {
        emit(tx, [events.published.of({ schoolId: ctx.actor.schoolId, data: { frameworkId } })]);
      }
      return { id: frameworkId, status };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/**
 * Refuses a draft that is not complete, naming each place by its item; and, of a caller who says which revision they
 * saw, one that was changed since.
 */
async function checkComplete(tx: Tx, ctx: UserContext, frameworkId: string): Promise<void> {
  const draft = await loadEdited(tx, frameworkId);
  const asked = ctx.headers.has("if-match") ? askedRevision(ctx.headers) : null;
  if (asked !== null && asked !== draft.revision) throw staleEdit(draft);
  const faults = publishFaults(draft, draft.scales);
  if (faults.length === 0) return;
  throw new AppError("invalid", "This framework is not complete yet.", {
    errors: faults.slice(0, 100).map(({ itemId, field, message }) => ({
      path: itemId === null ? field : `items.${itemId}.${field}`,
      message,
    })),
  });
}
