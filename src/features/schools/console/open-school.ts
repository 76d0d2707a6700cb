import { AppError } from "#src/errors.ts";
import { addPeople } from "#src/features/people/invite-people.ts";
import { requireTimeZone } from "#src/features/schools/change-school.ts";
import type { NewSchoolBody } from "#src/features/schools/console/schema.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A super admin opens a school and invites its first administrator: both, or neither. */
export async function openSchool(ctx: UserContext, body: NewSchoolBody): Promise<{ id: string; adminId: string }> {
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.operate, {});
      await requireTimeZone(tx, body.timeZone);
      tx.send(insertSchool, {
        id,
        name: body.name,
        timeZone: body.timeZone,
        maxStudents: body.maxStudents,
        maxStorageBytes: body.maxStorageBytes,
      });
      const [invited] = await addPeople(tx, ctx.actor, {
        schoolId: id,
        people: [{ ...body.admin, role: "SCHOOL_ADMIN" }],
        send: true,
        requestId: ctx.requestId,
      });
      if (invited?.outcome !== "invited" || invited.userId === null) {
        throw new AppError("invalid", "Some values are not valid.", {
          errors: [
            { path: "admin.email", message: invited?.detail ?? "is the address of somebody who is here already" },
          ],
        });
      }
      audit(tx, ctx.actor, {
        action: "school.open",
        entityType: "school",
        entityId: id,
        schoolId: id,
        requestId: ctx.requestId,
        detail: { timeZone: body.timeZone, maxStudents: body.maxStudents, maxStorageBytes: body.maxStorageBytes },
      });
      return { id, adminId: invited.userId };
    },
    ctx.bracket,
  );
}

type NewSchool = {
  id: string;
  name: string;
  timeZone: string;
  maxStudents: number | null;
  maxStorageBytes: number | null;
};

const insertSchool = statement("school_insert", (db, p: Params<NewSchool>) =>
  db.insert(schools).values({
    id: p.id,
    name: p.name,
    timeZone: p.timeZone,
    maxStudents: p.maxStudents,
    maxStorageBytes: p.maxStorageBytes,
  }),
);
