import type { z } from "zod";
import type { CompetencySettings, Criterion, Scale } from "#src/features/frameworks/export/extensions.ts";
import type { competencyLevel, ImportFault } from "#src/features/frameworks/schema.ts";
import type { RenewalWay } from "#src/features/progress/values.ts";

/** A framework as read from a file, before the choice of which items become competencies. */
export type FrameworkDraft = {
  title: string;
  description: string;
  version: string;
  publisher: string | null;
  licence: string | null;
  sourceFormat: "CASE_1_0" | "CASE_1_1" | "CSV";
  sourceIdentifier: string | null;
  items: DraftItem[];
  associations: DraftAssociation[];
  /** The rating scales that its competencies name, where the file brings them. */
  scales?: Scale[];
  /** The parts of a package that are neither items nor associations, unchanged. */
  source: Record<string, unknown>;
};

export type DraftItem = {
  identifier: string;
  /** Null for an item directly under the document. */
  parentIdentifier: string | null;
  code: string | null;
  /** Byte for byte as in the file. */
  statement: string;
  /** The statement as plain text on one line. */
  name: string;
  description: string;
  itemType: string | null;
  /** A category that the file itself names (CSV); null if the nearest ancestor is the category. */
  category: string | null;
  level: z.infer<typeof competencyLevel>;
  isRequired: boolean;
  /** What of these the file does not say. */
  unsaid?: ("level" | "isRequired")[];
  /** Of a competency that expires (CSV), and the ways that renew it; null for the ways leaves the usual one. */
  validityMonths?: number | null;
  renewalWays?: RenewalWay[] | null;
  /** Whether the file says that it is a competency or a category; otherwise leaves are competencies. */
  kind?: "COMPETENCY" | "CATEGORY" | undefined;
  shortName?: string | null | undefined;
  /** For editors; an assessor never sees it. */
  editorNote?: string | null | undefined;
  /** How it is assessed, as far as the file says so; the rest follows the settings of the commit. */
  settings?: CompetencySettings | undefined;
  rubric?: Criterion[] | undefined;
  sortOrder: number;
  source: Record<string, unknown>;
};

/** What a reader of one kind of table finds; the rest of the draft is the same for all. */
export type TableDraft = { items: DraftItem[] } & Partial<FrameworkDraft>;

export type DraftAssociation = {
  identifier: string;
  type: string;
  origin: string;
  destination: string;
  sortOrder: number | null;
  source: Record<string, unknown>;
};

export type Parsed = { draft: FrameworkDraft | undefined; faults: ImportFault[] };

/** The maximum number of faults of one kind that are listed; further ones are only counted. */
const listedOfAKind = 20;

/** Collects the faults of a file, with a limited number of lines for each kind. */
export class Faults {
  readonly #lines: ImportFault[] = [];
  readonly #counts = new Map<string, { severity: ImportFault["severity"]; count: number }>();

  /** `kind` groups similar faults; the message is a whole sentence. */
  add(kind: string, fault: ImportFault): void {
    const seen = this.#counts.get(kind) ?? { severity: fault.severity, count: 0 };
    seen.count += 1;
    this.#counts.set(kind, seen);
    if (seen.count <= listedOfAKind) this.#lines.push(fault);
  }

  list(): ImportFault[] {
    const rest = [...this.#counts]
      .filter(([, { count }]) => count > listedOfAKind)
      .map(([kind, { severity, count }]) => ({
        severity,
        message: `${count - listedOfAKind} more of the same kind (${kind}).`,
      }));
    const order = { error: 0, warning: 1, notice: 2 };
    return [...this.#lines, ...rest].sort((a, b) => order[a.severity] - order[b.severity]);
  }
}
