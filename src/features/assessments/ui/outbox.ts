import * as z from "zod/mini";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type {
  DraftAnswer,
  EvaluationData,
  StaffAssessmentView,
  SubmitAnswer,
} from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "./assessment-queries.ts";
import { assessmentValues, keptFile } from "./assessment-values.ts";

/**
 * Assessments that were confirmed and are being sent. An entry stays on the device, through reloads and lost
 * connections, until the server has accepted or refused it. It is never signed twice: it has an id, as a draft or chosen
 * here, that can be submitted only once, and an idempotency key that belongs to the submission and not to the attempt.
 */
const outboxEntry = z.object({
  key: z.string(),
  userId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  levelWords: z.string(),
  /** The id of its draft; null if none is known. */
  assessmentId: z.nullable(z.string()),
  /** The id that it gets without a draft. Absent if the server may have a draft whose id was lost with an answer. */
  chosenId: z.optional(z.string()),
  /** Only passed on: the server checks it. */
  evaluationData: z.custom<EvaluationData>((value) => typeof value === "object" && value !== null),
  values: assessmentValues,
  files: z.array(keptFile),
  /** Why the server refused it. A refused entry waits for its author and is not sent again. */
  refusal: z.optional(
    z.object({
      status: z.number(),
      detail: z.string(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
});
export type OutboxEntry = z.infer<typeof outboxEntry>;
export type Refusal = NonNullable<OutboxEntry["refusal"]>;

export type Outcome =
  /** `answer` is null when an earlier attempt succeeded but its answer was lost. */
  | { kind: "sent"; entry: OutboxEntry; answer: SubmitAnswer | null }
  | { kind: "waiting"; entry: OutboxEntry }
  | { kind: "refused"; entry: OutboxEntry; refusal: Refusal };

const prefix = "assessment-outbox ";
const listeners = new Set<() => void>();
const none: readonly OutboxEntry[] = [];
let snapshot: { text: string; entries: readonly OutboxEntry[] } = { text: "[]", entries: none };

export function subscribeOutbox(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Returns the same array until something changes, as React's useSyncExternalStore requires. */
export function readOutbox(userId: string): readonly OutboxEntry[] {
  const text = readText(userId);
  if (text !== snapshot.text) snapshot = { text, entries: parseEntries(text) };
  return snapshot.entries;
}

export function putEntry(entry: OutboxEntry): void {
  change(entry.userId, (entries) => [...entries.filter(({ key }) => key !== entry.key), entry]);
}

export function removeEntry(entry: OutboxEntry): void {
  change(entry.userId, (entries) => entries.filter(({ key }) => key !== entry.key));
}

export function newEntry(init: Omit<OutboxEntry, "key" | "refusal">): OutboxEntry {
  return { ...init, key: newIdempotencyKey() };
}

const underWay = new Map<string, Promise<Outcome>>();

export function isUnderWay(entry: OutboxEntry): boolean {
  return underWay.has(entry.key);
}

/** Sends one entry. Callers in one tab share the attempt, and a lock makes tabs take turns. */
export function sendEntry(entry: OutboxEntry): Promise<Outcome> {
  const running = underWay.get(entry.key);
  if (running) return running;
  const started = inTurn(entry.key, () => attempt(entry)).finally(() => underWay.delete(entry.key));
  underWay.set(entry.key, started);
  return started;
}

function inTurn(key: string, act: () => Promise<Outcome>): Promise<Outcome> {
  return navigator.locks ? navigator.locks.request(`assessment ${key}`, act) : act();
}

async function attempt(given: OutboxEntry): Promise<Outcome> {
  const entry = readOutbox(given.userId).find(({ key }) => key === given.key);
  // Another tab has already sent it.
  if (!entry) return { kind: "sent", entry: given, answer: null };
  if (!navigator.onLine) return { kind: "waiting", entry };
  try {
    const answer = await submit(entry);
    removeEntry(entry);
    return { kind: "sent", entry, answer };
  } catch (error) {
    return failed(entry, error);
  }
}

async function submit(entry: OutboxEntry): Promise<SubmitAnswer> {
  const { studentId, competencyId, key, chosenId } = entry;
  const options = { method: "POST", idempotencyKey: key } as const;
  const content = contentOf(entry);
  if (entry.assessmentId === null && chosenId !== undefined) {
    const body = { assessmentId: chosenId, studentId, competencyId, ...content };
    return api<SubmitAnswer>(assessmentPaths.all, { ...options, body });
  }
  const draftId = entry.assessmentId ?? (await openDraft(entry));
  return api<SubmitAnswer>(assessmentPaths.submitDraft(draftId), { ...options, body: content });
}

/** There is at most one open draft for a student and competency, so repeating this returns the same draft. */
async function openDraft(entry: OutboxEntry): Promise<string> {
  const { assessmentId } = await api<DraftAnswer>(assessmentPaths.drafts, {
    method: "POST",
    body: { studentId: entry.studentId, competencyId: entry.competencyId, ...contentOf(entry) },
  });
  putEntry({ ...entry, assessmentId });
  return assessmentId;
}

async function failed(given: OutboxEntry, error: unknown): Promise<Outcome> {
  const entry = readOutbox(given.userId).find(({ key }) => key === given.key) ?? given;
  if (!(error instanceof Problem) || isWorthWaiting(error)) return { kind: "waiting", entry };
  if (error.code === "conflict" && (await hasArrived(entry))) {
    removeEntry(entry);
    return { kind: "sent", entry, answer: null };
  }
  const refusal: Refusal = { status: error.status, detail: error.detail, errors: [...error.errors] };
  putEntry({ ...entry, refusal });
  return { kind: "refused", entry, refusal };
}

function isWorthWaiting({ status, code }: Problem): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500 || code === "in_flight";
}

/** A conflict on submitting may come from our own earlier attempt, whose answer was lost. */
async function hasArrived(entry: OutboxEntry): Promise<boolean> {
  const id = entry.assessmentId ?? entry.chosenId;
  if (id === undefined) return false;
  try {
    const { status } = await api<StaffAssessmentView>(assessmentPaths.one(id));
    return status === "SUBMITTED" || status === "APPROVED";
  } catch {
    return false;
  }
}

function contentOf(entry: OutboxEntry) {
  return { evaluationData: entry.evaluationData, evidenceFiles: entry.files.map(({ fileId }) => fileId) };
}

function change(userId: string, edit: (entries: readonly OutboxEntry[]) => OutboxEntry[]): void {
  const entries = edit(readOutbox(userId));
  try {
    if (entries.length === 0) localStorage.removeItem(prefix + userId);
    else localStorage.setItem(prefix + userId, JSON.stringify(entries));
  } catch {
    // Storage is refused: this tab still has the entries and shows that they are not sent.
    snapshot = { text: readText(userId), entries };
  }
  for (const listener of listeners) listener();
}

function readText(userId: string): string {
  try {
    return localStorage.getItem(prefix + userId) ?? "[]";
  } catch {
    return "[]";
  }
}

function parseEntries(text: string): readonly OutboxEntry[] {
  try {
    const parsed = z.array(outboxEntry).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : none;
  } catch {
    return none;
  }
}
