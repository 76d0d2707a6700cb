import { api, Problem } from "#src/client/api.ts";
import type { DraftAnswer, EvaluationData } from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "./assessment-queries.ts";
import type { AssessmentValues, KeptFile } from "./assessment-values.ts";
import { type DraftOwner, forgetKept, writeKept } from "./kept-draft.ts";

/**
 * - new: nothing was typed; saving; saved: the server has everything
 * - kept: stored on this device only, and saving is retried
 * - gone: submitted or discarded elsewhere; refused: the server does not accept it from this user
 */
export type DraftStatus = "new" | "saving" | "saved" | "kept" | "gone" | "refused";

type DraftContent = { values: AssessmentValues; files: KeptFile[]; evaluationData: EvaluationData };

const pauseMs = 1_200;
const retryMs = 15_000;

/**
 * Stores a draft while it is written: on the device at every change, on the server when typing pauses. Saves run one
 * after another and never overlap, so an older text cannot overwrite a newer one.
 */
export class DraftKeeper {
  #owner: DraftOwner;
  #read: () => DraftContent;
  #onStatus: (status: DraftStatus) => void;
  #assessmentId: string | null;
  #hasAsked = false;
  #isDirty = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;

  constructor(init: {
    owner: DraftOwner;
    assessmentId: string | null;
    read: () => DraftContent;
    onStatus: (status: DraftStatus) => void;
  }) {
    this.#owner = init.owner;
    this.#assessmentId = init.assessmentId;
    this.#read = init.read;
    this.#onStatus = init.onStatus;
  }

  get assessmentId(): string | null {
    return this.#assessmentId;
  }

  /** Whether the server may have a draft: it has one, or was asked for one and its answer was lost. */
  get mayHaveDraft(): boolean {
    return this.#assessmentId !== null || this.#hasAsked;
  }

  /** The form changed: stores it on the device at once, and on the server soon. */
  changed(): void {
    if (this.#isStopped) return;
    this.#isDirty = true;
    this.#keep();
    this.#onStatus("saving");
    this.#schedule(pauseMs);
  }

  /** Saves now; false when the server could not be reached or refused the draft. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#running;
    if (this.#isStopped || !this.#isDirty) return !this.#isDirty;
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
    if (options.isGone) {
      this.#assessmentId = null;
      this.#hasAsked = false;
    }
    this.#isDirty = true;
    this.#keep();
    this.#onStatus("kept");
    this.#schedule(pauseMs);
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#isDirty = false;
    forgetKept(this.#owner);
  }

  #keep(): void {
    const { values, files } = this.#read();
    const keptAt = new Date().toISOString();
    writeKept(this.#owner, { values, files, assessmentId: this.#assessmentId, keptAt });
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
      if (!this.#assessmentId) this.#hasAsked = true;
      const answer = this.#assessmentId
        ? await api<DraftAnswer>(assessmentPaths.draft(this.#assessmentId), { method: "PUT", body: content })
        : await api<DraftAnswer>(assessmentPaths.drafts, {
            method: "POST",
            body: { studentId: this.#owner.studentId, competencyId: this.#owner.competencyId, ...content },
          });
      this.#assessmentId = answer.assessmentId;
      if (this.#isDirty) return;
      if (!this.#isStopped) forgetKept(this.#owner);
      this.#onStatus("saved");
    } catch (error) {
      this.#isDirty = true;
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const status = error instanceof Problem ? error.status : 0;
    if (status === 409 || status === 404) {
      // The text can still be read on the page; a later assessment must not begin with it.
      this.forget();
      this.#onStatus("gone");
    } else if (status === 403) {
      this.#isStopped = true;
      this.#onStatus("refused");
    } else {
      this.#onStatus("kept");
      if (!this.#isStopped) this.#schedule(retryMs);
    }
  }
}
