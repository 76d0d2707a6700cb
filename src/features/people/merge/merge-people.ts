import { AppError } from "#src/errors.ts";
import { type MergeSide, mergeFault } from "#src/features/people/merge/merge-rules.ts";
import {
  dropDoubledPhrases,
  endSessionsOfMerged,
  fillGaps,
  followPointers,
  lockSides,
  moveAssignments,
  moveDeployments,
  moveDueDates,
  moveFlagExceptions,
  moveNotifications,
  movePhrases,
  movePlacements,
  moveSupervision,
  selectSide,
  selectTwins,
  setMerged,
  withdrawRest,
} from "#src/features/people/merge/merge-statements.ts";
import { permissions } from "#src/features/people/permissions.ts";
import type { MergeAnswer, MergeBody, MergePreview, Twin } from "#src/features/people/schema.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { systemActor } from "#src/policy/actor.ts";
import { authorize, requireRole } from "#src/policy/authorize.ts";

/** What would become of two people, before anything is changed. */
export async function previewMerge(ctx: UserContext, keepId: string, mergeId: string): Promise<MergePreview> {
  const { schoolId, userId } = ctx.actor;
  const [[keep], [merge]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([tx.query(selectSide, { id: keepId, schoolId }), tx.query(selectSide, { id: mergeId, schoolId })]),
    { subject: ofStudent(mergeId), what: "merge preview", requestId: ctx.requestId },
  );
  if (!keep || !merge) throw new AppError("not_found", "There is no such person.");
  return {
    keep: { id: keep.id, name: keep.name, email: keep.email },
    merge: { id: merge.id, name: merge.name, email: merge.email },
    placements: merge.placements,
    assignments: merge.assignments,
    fault: mergeFault(keep, merge, userId) ?? null,
  };
}

/** People who look like the same as this one: by name within the role, student number or address. */
export async function listTwins(ctx: UserContext, id: string): Promise<{ items: Twin[] }> {
  const items = await readAs(ctx.actor, (tx) => tx.query(selectTwins, { id, schoolId: ctx.actor.schoolId }), {
    what: "likely duplicates",
    requestId: ctx.requestId,
    count: (found) => found.length,
  });
  return { items };
}

/**
 * A school admin says that two entries are one person. Places, assignments that nothing was recorded for, phrases and
 * notices become the kept person's; the other leaves, points to them, and is signed out. It runs with the system's
 * rights, since phrases and notices are nobody's but their owner's; the school of both is checked under their locks.
 */
export async function mergePeople(ctx: UserContext, { keepId, mergeId }: MergeBody): Promise<MergeAnswer> {
  requireRole(ctx.actor, permissions.manage);
  let ended: string[] = [];
  const answer = await withActor(
    systemActor("merge people"),
    async (tx) => {
      await tx.query(lockSides, { ids: [keepId, mergeId].sort() });
      const { schoolId, userId } = ctx.actor;
      const [[keep], [merge]] = await Promise.all([
        tx.query(selectSide, { id: keepId, schoolId }),
        tx.query(selectSide, { id: mergeId, schoolId }),
      ]);
      for (const side of [keep, merge]) authorize(ctx.actor, permissions.manage, { schoolId: side?.schoolId ?? "" });
      if (!keep || !merge) throw new AppError("not_found", "There is no such person.");
      const fault = mergeFault(keep, merge, userId);
      if (fault) throw new AppError("conflict", fault);
      const isStudent = keep.role === "STUDENT";
      if (isStudent) await lockProgressRows(tx, [keepId, mergeId]);
      const pair = { keepId, mergeId };
      const time = now();
      for (const move of [
        movePlacements,
        moveSupervision,
        dropDoubledPhrases,
        movePhrases,
        moveNotifications,
        moveFlagExceptions,
        followPointers,
      ]) {
        tx.send(move, pair);
      }
      for (const move of [moveDueDates, moveDeployments, moveAssignments, withdrawRest]) tx.send(move, pair);
      ended = (await tx.query(endSessionsOfMerged, { mergeId, time })).map(({ id }) => id);
      // The number is unique in the school, so the merged person gives it up first.
      tx.send(setMerged, { ...pair, time });
      tx.send(fillGaps, { ...pair, ...gapsOf(merge), time });
      if (isStudent) await rebuildProgress(tx, [keepId, mergeId]);
      audit(tx, ctx.actor, {
        action: "user.merge",
        entityType: "user",
        entityId: keepId,
        schoolId,
        ...(isStudent ? { studentId: keepId } : {}),
        requestId: ctx.requestId,
        detail: { mergedId: mergeId, placements: merge.placements, assignments: merge.assignments },
      });
      return { id: keepId };
    },
    ctx.bracket,
  );
  announceEnded(ended);
  return answer;
}

function gapsOf({ studentNumber, programId, cohortId, yearOfStudy }: MergeSide & Gaps): Gaps {
  return { studentNumber, programId, cohortId, yearOfStudy };
}

type Gaps = {
  studentNumber: string | null;
  programId: string | null;
  cohortId: string | null;
  yearOfStudy: number | null;
};
