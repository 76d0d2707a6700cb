import type { z } from "zod";
import type { CompetencySettings, Criterion, Scale } from "#src/features/frameworks/export/extensions.ts";
import type { competencyLevel, frameworkStatus } from "#src/features/frameworks/schema.ts";
import type { RenewalWay } from "#src/features/progress/values.ts";

/** All that a framework holds, as its exports are made of it. */
export type FrameworkContent = {
  /** The first version of the framework: what its identifiers are derived from, so that versions share them. */
  rootId: string;
  name: string;
  description: string;
  version: string;
  status: z.infer<typeof frameworkStatus>;
  school: string;
  sourceIdentifier: string | null;
  /** The parts of the package that it came in. */
  source: unknown;
  /** 1 until somebody edits it. */
  revision: number;
  updatedAt: string;
  /** In the order of the framework, parents before or after their children. */
  items: ContentItem[];
  associations: ContentAssociation[];
  scales: Scale[];
};

export type ContentItem = {
  identifier: string;
  parent: string | null;
  kind: "CATEGORY" | "COMPETENCY";
  code: string | null;
  statement: string;
  itemType: string | null;
  editorNote: string | null;
  source: unknown;
  competency: ContentCompetency | null;
};

type AllSettings = { [Key in keyof CompetencySettings]-?: Exclude<CompetencySettings[Key], undefined> };

export type ContentCompetency = {
  name: string;
  shortName: string | null;
  description: string;
  category: string;
  level: z.infer<typeof competencyLevel>;
  isRequired: boolean;
  settings: AllSettings;
  validityMonths: number | null;
  renewalWays: RenewalWay[];
  rubric: Criterion[];
};

export type ContentAssociation = {
  identifier: string;
  type: string;
  origin: string;
  destination: string;
  sortOrder: number | null;
  source: unknown;
};
