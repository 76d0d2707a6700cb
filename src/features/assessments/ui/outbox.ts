import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import { isFlag, isNumber, isText, listOf, nullOr, optional, shapeOf } from "#src/client/stored-shape.ts";
import type { EvaluationData, StaffAssessmentView, SubmitAnswer } from "#src/features/assessments/schema.ts";
import { isSealedReady, readSealed, sealedReady, writeSealed } from "#src/ui/sealed/storage.ts";
import { assessmentPaths } from "./assessment-queries.ts";
import { type AssessmentValues, isAssessmentValues, isKeptFile, type KeptFile } from "./assessment-values.ts";
import { type DraftOrigin, isDraftOrigin, isEvaluationData, isStale, saveFrom } from "./save-request.ts";
import { outboxPrefix as prefix } from "./unsent-keys.ts";

/**
 * Assessments that were confirmed and are being sent. An entry stays on the device, through reloads and lost
 * connections, until the server has accepted or refused it. It is never signed twice: it has an id, as a draft or chosen
 * here, that can be submitted only once, and an idempotency key that belongs to the submission and not to the attempt.
 */
export type OutboxEntry = {
  key: string;
  userId: string;
  studentId: string;
  studentName: string;
  competencyId: string;
  competencyName: string;
  levelWords: string;
  /** Its draft, with the version that was signed. */
  origin: DraftOrigin;
  /** The id that it gets without a draft. Absent if the server has a draft, or may have one whose answer was lost. */
  chosenId?: string | undefined;
  evaluationData: EvaluationData;
  values: AssessmentValues;
  files: KeptFile[];
  /** Why the server refused it. A refused entry waits for its author and is not sent again. */
  refusal?: Refusal | undefined;
};
export type Refusal = {
  status: number;
  detail: string;
  /** The draft had changed elsewhere, so its author has to see what is there first. */
  isStale?: boolean | undefined;
  errors: { path: string; message: string }[];
};
/** Entries from before drafts had versions: what was confirmed is sent as it was. */
type OlderEntry = Omit<OutboxEntry, "origin"> & { assessmentId: string | null };

const content = {
  key: isText,
  userId: isText,
  studentId: isText,
  studentName: isText,
  competencyId: isText,
  competencyName: isText,
  levelWords: isText,
  chosenId: optional(isText),
  evaluationData: isEvaluationData,
  values: isAssessmentValues,
  files: listOf(isKeptFile),
  refusal: optional(
    shapeOf<Refusal>({
      status: isNumber,
      detail: isText,
      isStale: optional(isFlag),
      errors: listOf(shapeOf<Refusal["errors"][number]>({ path: isText, message: isText })),
    }),
  ),
};
const isEntry = shapeOf<OutboxEntry>({ ...content, origin: isDraftOrigin });
const isOlderEntry = shapeOf<OlderEntry>({ ...content, assessmentId: nullOr(isText) });

export type Outcome =
  /** `answer` is null when an earlier attempt succeeded but its answer was lost. */
  | { kind: "sent"; entry: OutboxEntry; answer: SubmitAnswer | null }
  /** `isSignedOut`: its author has to sign in again before it can be sent. */
  | { kind: "waiting"; entry: OutboxEntry; isSignedOut: boolean }
  | { kind: "refused"; entry: OutboxEntry; refusal: Refusal };

const none: readonly OutboxEntry[] = [];
let snapshot: { text: string; entries: readonly OutboxEntry[] } = { text: "[]", entries: none };

/** Returns the same array until something changes, as React's useSyncExternalStore requires. */
export function readOutbox(userId: string): readonly OutboxEntry[] {
  const text = readSealed(prefix + userId) ?? "[]";
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
  await sealedReady();
  const entry = readOutbox(given.userId).find(({ key }) => key === given.key);
  // Another tab has already sent it.
  if (!entry) return { kind: "sent", entry: given, answer: null };
  if (!navigator.onLine) return { kind: "waiting", entry, isSignedOut: false };
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
  if (chosenId !== undefined) {
    const body = { assessmentId: chosenId, studentId, competencyId, ...content };
    return api<SubmitAnswer>(assessmentPaths.all, { ...options, body });
  }
  const { assessmentId, version } = await openDraft(entry);
  const body = { ...content, ...(version === null ? {} : { baseVersion: version }) };
  return api<SubmitAnswer>(assessmentPaths.submitDraft(assessmentId), { ...options, body });
}

/** The draft to sign. If the answer of its last save was lost, that save is repeated, which gives its id and version. */
async function openDraft(entry: OutboxEntry): Promise<{ assessmentId: string; version: string | null }> {
  const { unanswered, assessmentId } = entry.origin;
  const missing = assessmentId === null && !unanswered ? contentOf(entry) : undefined;
  const origin = await saveFrom(entry, entry.origin, missing, (at) => putEntry({ ...entry, origin: at }));
  if (origin.assessmentId === null) throw new Error("a saved draft has an id");
  return { assessmentId: origin.assessmentId, version: origin.version };
}

async function failed(given: OutboxEntry, error: unknown): Promise<Outcome> {
  const entry = readOutbox(given.userId).find(({ key }) => key === given.key) ?? given;
  if (!(error instanceof Problem)) return { kind: "waiting", entry, isSignedOut: false };
  if (isWorthWaiting(error)) return { kind: "waiting", entry, isSignedOut: error.status === 401 };
  if (error.code === "conflict" && !isStale(error) && (await hasArrived(entry))) {
    removeEntry(entry);
    return { kind: "sent", entry, answer: null };
  }
  const { status, detail, errors } = error;
  const refusal: Refusal = { status, detail, errors: [...errors], isStale: isStale(error) };
  putEntry({ ...entry, refusal });
  return { kind: "refused", entry, refusal };
}

function isWorthWaiting({ status, code }: Problem): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500 || code === "in_flight";
}

/** A conflict on submitting may come from our own earlier attempt, whose answer was lost. */
async function hasArrived(entry: OutboxEntry): Promise<boolean> {
  const id = entry.origin.assessmentId ?? entry.chosenId;
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
  // What the device has is not known yet, and would be lost.
  if (!isSealedReady()) return void sealedReady().then(() => change(userId, edit));
  const entries = edit(readOutbox(userId));
  writeSealed(prefix + userId, entries.length === 0 ? null : JSON.stringify(entries));
}

/** All entries, or none if one of them is not an entry. */
export function parseEntries(text: string): readonly OutboxEntry[] {
  try {
    const stored: unknown = JSON.parse(text);
    const entries = Array.isArray(stored) ? stored.map(toEntry) : [];
    return entries.every((entry) => entry !== undefined) ? entries : none;
  } catch {
    return none;
  }
}

function toEntry(stored: unknown): OutboxEntry | undefined {
  if (isEntry(stored)) return stored;
  if (!isOlderEntry(stored)) return undefined;
  const { assessmentId, ...entry } = stored;
  return { ...entry, origin: { assessmentId, version: null } };
}
