import { and, desc, eq, sql } from "drizzle-orm";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { sendTest } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import { findNumber } from "#src/features/notifications/phone/queries.ts";
import { exampleValues, faultsOfWords } from "#src/features/notifications/school-words/rules.ts";
import type {
  TemplateParams,
  TemplatesAnswer,
  VersionsAnswer,
  WordsBody,
} from "#src/features/notifications/school-words/schema.ts";
import { deliverBy } from "#src/features/notifications/sending/deliver-by.ts";
import { type Template, templates } from "#src/features/notifications/templates.ts";
import { fill } from "#src/lib/fill.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { notificationTemplates } from "#src/platform/db/tables/notifications.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const listed: readonly Template[] = Object.values(templates);

/** Everything of which somebody is told, with the words that count in the reader's school. */
export async function listTemplates(ctx: UserContext): Promise<TemplatesAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.writeTemplates, { schoolId });
  const [rows, [school]] = await readAs(ctx.actor, (tx) =>
    Promise.all([tx.query(selectActive, { schoolId }), tx.query(selectSchool, { schoolId })]),
  );
  const items = listed.flatMap(({ triggerEvent, recipientType, variables }) => {
    const about = rows.filter((row) => row.event === triggerEvent && row.recipient === recipientType);
    const shipped = about.find((row) => row.schoolId === "default" && row.channel === "IN_APP");
    if (!shipped) return [];
    // The school's own come first.
    const words = about
      .filter((row, n) => about.findIndex(({ channel }) => channel === row.channel) === n)
      .map(({ channel, subject, content, schoolId: of, createdAt }) => {
        const isOwn = of !== "default";
        return { channel, subject, content, isOwn, changedAt: isOwn ? createdAt.toISOString() : null };
      });
    return [{ event: triggerEvent, recipient: recipientType, name: shipped.name, variables: [...variables], words }];
  });
  return { items, sms: { school: school?.name ?? "", appUrl: config.appUrl } };
}

/** Replaces the school's words by one channel; the ones before are kept as a version. */
export async function saveTemplate(
  ctx: UserContext,
  about: TemplateParams,
  body: WordsBody,
): Promise<{ event: string }> {
  const template = templateOf(about);
  check(template, about, body);
  return withActor(ctx.actor, async (tx) => {
    const { schoolId, userId } = ctx.actor;
    authorize(ctx.actor, permissions.writeTemplates, { schoolId });
    const [shipped] = await tx.query(selectName, { event: about.event, recipient: about.recipient });
    tx.send(deactivate, { schoolId, ...about });
    tx.send(insertTemplate, { id: newId(), schoolId, userId, name: shipped?.name ?? about.event, ...about, ...body });
    record(tx, ctx, "template.write", about);
    return { event: about.event };
  });
}

/** Back to the shipped words; the school's are kept as a version. */
export async function resetTemplate(ctx: UserContext, about: TemplateParams): Promise<{ event: string }> {
  templateOf(about);
  return withActor(ctx.actor, (tx) => {
    const { schoolId } = ctx.actor;
    authorize(ctx.actor, permissions.writeTemplates, { schoolId });
    tx.send(deactivate, { schoolId, ...about });
    record(tx, ctx, "template.reset", about);
    return { event: about.event };
  });
}

/** Sends these words to the writer, with an example for each variable, before or after they are saved. */
export async function testTemplate(
  ctx: UserContext,
  about: TemplateParams,
  body: WordsBody,
): Promise<{ event: string }> {
  const template = templateOf(about);
  check(template, about, body);
  if (about.channel !== "IN_APP" && !(about.channel in deliverBy)) {
    throw new AppError("conflict", "This program does not send messages this way.");
  }
  return withActor(
    ctx.actor,
    async (tx) => {
      const { schoolId, userId } = ctx.actor;
      authorize(ctx.actor, permissions.writeTemplates, { schoolId });
      if (about.channel === "SMS") await assertNumber(tx, userId);
      sendTest(tx, {
        schoolId,
        userId,
        type: template.type,
        channel: about.channel,
        subject: body.subject && fill(body.subject, exampleValues),
        content: fill(body.content, exampleValues),
      });
      return { event: about.event };
    },
    ctx.bracket,
  );
}

/** What the school wrote by one channel, the latest first. */
export async function listVersions(ctx: UserContext, about: TemplateParams): Promise<VersionsAnswer> {
  templateOf(about);
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.writeTemplates, { schoolId });
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectVersions, { schoolId, ...about }));
  return { items: rows.map((row) => ({ ...row, writtenAt: row.writtenAt.toISOString() })) };
}

async function assertNumber(tx: Tx, userId: string): Promise<void> {
  const phone = await findNumber(tx, userId);
  if (!phone || phone.refusal) {
    throw new AppError("conflict", "Add a number for SMS in your notification settings first.");
  }
}

function templateOf({ event, recipient }: TemplateParams): Template {
  const found = listed.find((one) => one.triggerEvent === event && one.recipientType === recipient);
  if (!found) throw new AppError("not_found", "There is no such message.");
  return found;
}

function check({ variables }: Template, { channel }: TemplateParams, body: WordsBody): void {
  const errors = faultsOfWords(body, channel, variables);
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

function record(tx: Tx, ctx: UserContext, action: string, { event, recipient, channel }: TemplateParams): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "notification_template",
    entityId: `${event} ${recipient} ${channel}`,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
  });
}

const t = notificationTemplates;
const isAbout = (
  p: Params<{ event: string; recipient: TemplateParams["recipient"]; channel: TemplateParams["channel"] }>,
) => and(eq(t.triggerEvent, p.event), eq(t.recipientType, p.recipient), eq(t.type, p.channel));

const selectActive = statement("notification_templates_list", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      schoolId: t.schoolId,
      event: t.triggerEvent,
      recipient: t.recipientType,
      channel: t.type,
      name: t.name,
      subject: t.subject,
      content: t.content,
      createdAt: t.createdAt,
    })
    .from(t)
    .where(and(sql`${t.schoolId} in (${p.schoolId}, 'default')`, t.isActive))
    .orderBy(sql`${t.schoolId} = 'default'`),
);

const selectSchool = statement("notification_template_school", (db, p: Params<{ schoolId: string }>) =>
  db.select({ name: schools.name }).from(schools).where(eq(schools.id, p.schoolId)),
);

const selectName = statement(
  "notification_template_name",
  (db, p: Params<{ event: string; recipient: TemplateParams["recipient"] }>) =>
    db
      .select({ name: t.name })
      .from(t)
      .where(
        and(
          isOneOf(t.schoolId, "default"),
          isOneOf(t.type, "IN_APP"),
          eq(t.triggerEvent, p.event),
          eq(t.recipientType, p.recipient),
          t.isActive,
        ),
      ),
);

const deactivate = statement(
  "notification_template_deactivate",
  (db, p: Params<TemplateParams & { schoolId: string }>) =>
    db
      .update(t)
      .set({ isActive: false, updatedAt: sql`now()` })
      .where(and(eq(t.schoolId, p.schoolId), isAbout(p), t.isActive)),
);

const insertTemplate = statement(
  "notification_template_insert",
  (
    db,
    p: Params<
      TemplateParams & {
        id: string;
        schoolId: string;
        userId: string;
        name: string;
        subject: string | null;
        content: string;
      }
    >,
  ) =>
    db.insert(t).values({
      id: p.id,
      schoolId: p.schoolId,
      name: p.name,
      type: p.channel,
      subject: p.subject,
      content: p.content,
      triggerEvent: p.event,
      recipientType: p.recipient,
      createdBy: p.userId,
    }),
);

const mostVersions = 50;

const selectVersions = statement(
  "notification_template_versions",
  (db, p: Params<TemplateParams & { schoolId: string }>) =>
    db
      .select({
        id: t.id,
        subject: t.subject,
        content: t.content,
        isActive: t.isActive,
        writtenBy: users.name,
        writtenAt: t.createdAt,
      })
      .from(t)
      .innerJoin(users, eq(users.id, t.createdBy))
      .where(and(eq(t.schoolId, p.schoolId), isAbout(p)))
      .orderBy(desc(t.createdAt), desc(t.id))
      .limit(mostVersions),
);
