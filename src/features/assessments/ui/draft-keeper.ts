import { Problem } from "#src/client/api.ts";
import type { EvaluationData } from "#src/features/assessments/schema.ts";
import type { AssessmentValues, KeptFile } from "./assessment-values.ts";
import { type DraftOwner, forgetKept, type KeptEntry, newKeptKey, writeKept } from "./kept-draft.ts";
import {
  type DraftOrigin,
  findSavedDraft,
  isStale,
  noOrigin,
  originOf,
  type SavedDraft,
  saveFrom,
} from "./save-request.ts";

/**
 * - new: nothing was typed; saving; saved: the server has everything
 * - kept: stored on this device only, and saving is retried; signed-out: the same, until its author signs in again
 * - conflict: the draft was changed elsewhere; kept on this device until its author has chosen
 * - gone: submitted or discarded elsewhere; refused: the server does not accept it from this user
 */
export type DraftStatus = "new" | "saving" | "saved" | "kept" | "signed-out" | "conflict" | "gone" | "refused";

type FormContent = { values: AssessmentValues; files: KeptFile[]; evaluationData: EvaluationData };

const pauseMs = 1_200;
const retryMs = 15_000;

/**
 * Stores a draft while it is written: on the device at every change, on the server when typing pauses. Saves run one
 * after another and never overlap, and each names the version that it started from, so an older text cannot overwrite
 * a newer one, of this tab or of another.
 */
export class DraftKeeper {
  #owner: DraftOwner;
  #read: () => FormContent;
  #onStatus: (status: DraftStatus) => void;
  #onConflict: (saved: SavedDraft) => void;
  #requestId: string | undefined;
  #origin: DraftOrigin;
  #key: string;
  #isDirty = false;
  #isStopped = false;
  #isDisputed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;

  constructor(init: {
    owner: DraftOwner;
    saved: SavedDraft | null;
    /** The form answers a request: it is opened by the first save, and a draft that is open already goes on in it. */
    requestId?: string | undefined;
    read: () => FormContent;
    onStatus: (status: DraftStatus) => void;
    onConflict: (saved: SavedDraft) => void;
  }) {
    this.#owner = init.owner;
    this.#requestId = init.requestId;
    this.#origin = originOf(init.saved, init.requestId);
    this.#key = newKeptKey(init.owner);
    this.#read = init.read;
    this.#onStatus = init.onStatus;
    this.#onConflict = init.onConflict;
  }

  get origin(): DraftOrigin {
    return this.#origin;
  }

  /** Whether the server may have a draft: it has one, or was asked for one and its answer was lost. */
  get mayHaveDraft(): boolean {
    return this.#origin.assessmentId !== null || this.#origin.unanswered !== undefined;
  }

  /**
   * Continues with text that this device kept, and that the form shows already. `saved` is the draft on the server: if
   * the text did not start from it, its author chooses.
   */
  continueKept({ key, draft }: KeptEntry, saved: SavedDraft | null): void {
    const start = originOf(saved, this.#requestId);
    // What was typed before there was a request answers it too.
    const isLoose = draft.origin.assessmentId === null && draft.origin.unanswered === undefined;
    this.#origin = isLoose && !saved ? start : draft.origin;
    this.#keep();
    forgetKept(key);
    if (this.#origin.version === start.version || draft.origin.unanswered) this.changed();
    else if (saved) this.#dispute(saved);
    else this.#end();
  }

  /** The form changed: stores it on the device at once, and on the server soon. */
  changed(): void {
    if (this.#isStopped) return;
    this.#isDirty = true;
    this.#keep();
    if (this.#isDisputed) return;
    this.#onStatus("saving");
    this.#schedule(pauseMs);
  }

  /** Saves now; false when the server could not be reached or refused the draft. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#running;
    if (this.#isStopped || this.#isDisputed || !this.#isDirty) return !this.#isDirty;
    this.#running = this.#save().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
    return !this.#isDirty;
  }

  /** Stops saving before a submission, because nothing may be saved after it. Resolves when no save is running. */
  async pause(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    await this.#running;
  }

  /**
   * Continues after a refused submission. `isGone`: the draft no longer exists on the server, so the next save creates
   * another.
   */
  resume(options: { isGone?: boolean } = {}): void {
    this.#isStopped = false;
    if (options.isGone) this.#origin = noOrigin;
    this.#isDirty = true;
    this.#keep();
    this.#onStatus("kept");
    this.#schedule(pauseMs);
  }

  /** After a submission that was refused because the draft had changed elsewhere. */
  async compare(): Promise<void> {
    this.#isStopped = false;
    this.#isDirty = true;
    this.#keep();
    await this.#compareWithSaved().catch(() => this.resume());
  }

  /** Its author has seen the saved draft and prefers what is here: the next save replaces it. */
  keepOwn(saved: SavedDraft): void {
    this.#isDisputed = false;
    this.#origin = originOf(saved);
    this.changed();
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#isDirty = false;
    forgetKept(this.#key);
  }

  #keep(): void {
    const { values, files, evaluationData } = this.#read();
    writeKept(this.#key, { values, files, evaluationData, origin: this.#origin });
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #save(): Promise<void> {
    this.#isDirty = false;
    const { evaluationData, files } = this.#read();
    const content = { evaluationData, evidenceFiles: files.map(({ fileId }) => fileId) };
    try {
      if (!navigator.onLine) throw new Problem({ status: 0, code: "offline", title: "", detail: "" });
      await saveFrom(this.#owner, this.#origin, content, (origin) => {
        this.#origin = origin;
        this.#keep();
      });
      if (this.#isDirty) return;
      if (!this.#isStopped) forgetKept(this.#key);
      this.#onStatus("saved");
    } catch (error) {
      this.#isDirty = true;
      await this.#failed(error);
    }
  }

  async #failed(error: unknown): Promise<void> {
    const status = error instanceof Problem ? error.status : 0;
    if (isStale(error)) await this.#compareWithSaved().catch(() => this.#retry("kept"));
    else if (status === 409 || status === 404) this.#end();
    else if (status === 403) {
      this.#isStopped = true;
      this.#onStatus("refused");
    } else this.#retry(status === 401 ? "signed-out" : "kept");
  }

  #retry(status: DraftStatus): void {
    this.#onStatus(status);
    if (!this.#isStopped) this.#schedule(retryMs);
  }

  async #compareWithSaved(): Promise<void> {
    const saved = await findSavedDraft(this.#owner);
    if (saved) this.#dispute(saved);
    else this.#end();
  }

  #dispute(saved: SavedDraft): void {
    this.#isDisputed = true;
    this.#isDirty = true;
    this.#onStatus("conflict");
    this.#onConflict(saved);
  }

  /** The draft is no longer there. What was typed stays on the device until its author has chosen. */
  #end(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#onStatus("gone");
  }
}

/** The forms that are open in this tab. */
export const openKeepers = new Set<DraftKeeper>();
