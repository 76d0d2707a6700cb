import { hash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { drawLogo } from "#src/features/schools/draw-logo.ts";
import { lockSchool } from "#src/features/schools/lock-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { selectLogo } from "#src/features/schools/queries.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schoolLogos, schools } from "#src/platform/db/tables/schools.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Upload } from "#src/platform/http/upload.ts";
import { authorize } from "#src/policy/authorize.ts";

type Answer = { logo: string | null; revision: number };

/** A school admin gives the school a logo, in place of the one that it has. */
export async function putLogo(ctx: UserContext, upload: Upload): Promise<Answer> {
  authorize(ctx.actor, permissions.change, { schoolId: ctx.actor.schoolId });
  const content = await drawLogo(upload.path);
  return keep(ctx, content);
}

export async function removeLogo(ctx: UserContext): Promise<Answer> {
  return keep(ctx, null);
}

async function keep(ctx: UserContext, content: Uint8Array | null): Promise<Answer> {
  const { schoolId } = ctx.actor;
  const logoTag = content === null ? null : hash("sha256", content, "base64url").slice(0, 16);
  const change = async (tx: Tx) => {
    authorize(ctx.actor, permissions.change, { schoolId });
    const { revision } = await lockSchool(tx, schoolId);
    if (content === null) tx.send(deleteLogo, { schoolId });
    else tx.send(upsertLogo, { schoolId, content, at: now() });
    tx.send(updateTag, { schoolId, logoTag });
    audit(tx, ctx.actor, {
      action: content === null ? "school.logo_remove" : "school.logo",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
    });
    return { logo: logoTag === null ? null : `/api/school/logo?v=${logoTag}`, revision: revision + 1 };
  };
  return withActor(ctx.actor, change, ctx.bracket);
}

/** The logo of the reader's school. Its address changes with it. */
export async function readLogo(ctx: UserContext): Promise<Response> {
  const [logo] = await readAs(ctx.actor, (tx) => tx.query(selectLogo, { schoolId: ctx.actor.schoolId }));
  if (!logo) throw new AppError("not_found", "The school has no logo.");
  return new Response(new Uint8Array(logo.content), {
    headers: {
      "content-type": "image/webp",
      "cache-control": "private, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    },
  });
}

const upsertLogo = statement("school_logo_keep", (db, p: Params<{ schoolId: string; content: Uint8Array; at: Date }>) =>
  db
    .insert(schoolLogos)
    .values({ schoolId: p.schoolId, content: p.content, updatedAt: p.at })
    .onConflictDoUpdate({ target: schoolLogos.schoolId, set: { content: p.content, updatedAt: p.at } }),
);

const deleteLogo = statement("school_logo_remove", (db, p: Params<{ schoolId: string }>) =>
  db.delete(schoolLogos).where(eq(schoolLogos.schoolId, p.schoolId)),
);

const updateTag = statement("school_logo_tag", (db, p: Params<{ schoolId: string; logoTag: string | null }>) =>
  db
    .update(schools)
    .set({ logoTag: p.logoTag, revision: sql`${schools.revision} + 1` })
    .where(eq(schools.id, p.schoolId)),
);
