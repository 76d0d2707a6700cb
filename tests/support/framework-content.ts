import fc from "fast-check";
import type {
  ContentAssociation,
  ContentCompetency,
  ContentItem,
  FrameworkContent,
} from "#src/features/frameworks/export/content.ts";
import type { Criterion, Scale } from "#src/features/frameworks/export/extensions.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { placedItems } from "#src/features/frameworks/import/preview.ts";
import { settleCompetencies } from "#src/features/frameworks/settle-competencies.ts";
import { isName } from "#src/lib/fields.ts";
import { naughtyStrings } from "./naughty.ts";

/** Texts that formats break on: formulas, quotation marks, markup, numbers in front, other scripts. */
const words = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }) },
  fc.constantFrom(
    "=1+1",
    "'=1",
    "''@x",
    "> 18 years: ask",
    "1. Wash hands",
    "- 5 °C",
    "<b>Bold</b> &amp; **strong**",
    'A, "B"; C',
    "手を洗う",
    "Wash hands.",
    "x".repeat(400),
  ),
  fc.constantFrom(...naughtyStrings.filter((given) => given.length <= 300)),
);
const storable = (text: string) => text.isWellFormed() && !text.includes("\u0000");
const line = words
  .map((text) => `${text.replace(/[\p{C}\p{Zl}\p{Zp}\u2800]/gu, "")}a`)
  .filter((text) => isName(text) && storable(text));
const shortLine = line
  .map((text) => `${[...text].slice(0, 20).join("")}b`.trim())
  .filter((text) => isName(text) && text.length <= 22);
const code = line
  .map((text) => text.replace(/\s+/g, " ").trim().slice(0, 150))
  .filter((text) => isName(text) && storable(text));
const text = fc
  .oneof(
    words,
    fc.array(words, { maxLength: 3 }).map((parts) => parts.join("\n")),
  )
  .filter(storable);
const filled = text.filter((given) => given.trim() !== "" && /[\p{L}\p{N}]/u.test(given));

const levelsOf = (values: readonly number[]) =>
  fc.tuple(
    ...values.map((value) => fc.record({ label: line, description: text }).map((level) => ({ value, ...level }))),
  );

const scale = (id: string): fc.Arbitrary<Scale> =>
  fc
    .record({
      kind: fc.constantFrom("ORDINAL" as const, "NUMERIC" as const),
      max: fc.integer({ min: 2, max: 5 }),
      allowMean: fc.boolean(),
    })
    .chain(({ kind, max, allowMean }) =>
      fc.record({
        id: fc.constant(id),
        name: line.map((name) => name.slice(0, 100)).filter((name) => isName(name) && storable(name)),
        kind: fc.constant(kind),
        min: fc.constant(1),
        max: fc.constant(max),
        defaultTarget: fc.integer({ min: 2, max }),
        question: filled,
        allowMean: fc.constant(allowMean),
        levels: levelsOf(Array.from({ length: max }, (_, at) => at + 1)).map((levels) =>
          levels.map((level) => ({ ...level, short: "S" })),
        ),
      }),
    );

const criterion: fc.Arbitrary<Criterion> = fc
  .record({
    maxScore: fc.integer({ min: 1, max: 9 }),
    isMustPass: fc.boolean(),
    weight: fc.integer({ min: 1, max: 999 }),
  })
  .chain(({ maxScore, isMustPass, weight }) =>
    fc.record({
      name: line,
      description: text,
      weight: fc.constant(weight / 4),
      maxScore: fc.constant(maxScore),
      passScore: fc.constant(isMustPass ? maxScore / 2 : null),
      levels: levelsOf([0, maxScore]),
    }),
  );

function competency(scales: readonly Scale[]): fc.Arbitrary<ContentCompetency> {
  return fc.constantFrom(...scales).chain((own) =>
    fc.record({
      name: line,
      shortName: fc.option(shortLine),
      description: text,
      category: fc.oneof(fc.constant("General"), code),
      level: fc.constantFrom("FUNDAMENTAL" as const, "INTERMEDIATE" as const, "ADVANCED" as const, "EXPERT" as const),
      isRequired: fc.boolean(),
      settings: fc
        .record({
          targetRating: fc.integer({ min: own.min + 1, max: own.max }),
          scoringMethod: fc.constantFrom(
            "LATEST" as const,
            "HIGHEST" as const,
            "N_TIMES" as const,
            "MINIMUM_OF_CRITERIA" as const,
          ),
          count: fc.integer({ min: 1, max: 20 }),
          needsApproval: fc.boolean(),
          needsCountersignature: fc.boolean(),
        })
        .map(({ count, ...settings }) => ({
          ...settings,
          scale: own.id,
          nTimes: settings.scoringMethod === "N_TIMES" ? count : null,
          requiredObservations: count,
          requiredEvaluators: Math.ceil(count / 2),
          requiredDays: Math.ceil(count / 3),
        })),
      validityMonths: fc.option(fc.integer({ min: 1, max: 60 })),
      renewalWays: fc.subarray(["ASSESSMENT" as const, "EVIDENCE" as const, "REASSESSMENT" as const], { minLength: 1 }),
      rubric: fc.array(criterion, { maxLength: 3 }),
    }),
  );
}

/** Frameworks with every field that this program knows, in trees of up to twelve items, with links between them. */
export const anyContent: fc.Arbitrary<FrameworkContent> = fc
  .tuple(scale("scale_a"), scale("scale_b"))
  .chain((scales) =>
    fc.record({
      head: fc.record({ name: line, description: text, version: shortLine, school: line, hasIdentifier: fc.boolean() }),
      scales: fc.constant([...scales]),
      items: fc.array(
        fc.record({
          competency: fc.option(competency(scales), { freq: 5 }),
          statement: filled,
          code: fc.option(code),
          itemType: fc.option(shortLine),
          editorNote: fc.option(filled),
          parent: fc.integer({ min: -3, max: 11 }),
          identifier: fc.uuid(),
          hasUuid: fc.boolean(),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      links: fc.array(
        fc.record({
          from: fc.nat(11),
          to: fc.nat(11),
          type: fc.constantFrom("isRelatedTo", "precedes", "isChildOf"),
          id: fc.uuid(),
          position: fc.option(fc.nat(99)),
        }),
        { maxLength: 4 },
      ),
      leaf: competency(scales),
    }),
  )
  .map(({ head, scales, items, links, leaf }) => {
    const idOf = (at: number) => (items[at]?.hasUuid ? items[at].identifier : `own item ${at}`);
    // A parent stands before its children, so there is no circle.
    const parentOf = (at: number) => {
      const above = items[at]?.parent ?? -1;
      return above >= 0 && above < at ? idOf(above) : null;
    };
    const made = items.map(
      ({ competency: given, statement, code: itemCode, itemType, editorNote }, at): ContentItem => {
        const own = at === items.length - 1 ? leaf : given;
        return {
          identifier: idOf(at),
          parent: parentOf(at),
          kind: own ? "COMPETENCY" : "CATEGORY",
          code: itemCode,
          statement,
          itemType,
          editorNote,
          source: null,
          competency: own,
        };
      },
    );
    const used = new Set(made.map(({ competency: own }) => own?.settings.scale));
    return {
      rootId: "framework_of_the_test",
      name: head.name,
      description: head.description.trim() === "" ? "" : head.description,
      version: head.version,
      status: "DRAFT" as const,
      school: head.school,
      sourceIdentifier: head.hasIdentifier ? "Our framework" : null,
      source: null,
      revision: 1,
      updatedAt: "2026-01-05T10:00:00.000Z",
      items: made,
      associations: links
        .filter(
          ({ from, to, type }) =>
            from < items.length &&
            to < items.length &&
            from !== to &&
            !(type === "isChildOf" && parentOf(from) === null),
        )
        .map(
          ({ from, to, type, id, position }): ContentAssociation => ({
            identifier: id,
            type: type === "isChildOf" ? "isPartOf" : type,
            origin: idOf(from),
            destination: idOf(to),
            sortOrder: position,
            source: null,
          }),
        ),
      scales: scales.filter(({ id }) => used.has(id)),
    };
  });

/** What a framework holds after this draft is committed, without the database. */
export function committedContent(draft: FrameworkDraft): FrameworkContent {
  const sources = new Map(draft.items.map((item) => [item.identifier, item]));
  const placed = placedItems(draft, {});
  const scales = draft.scales ?? [];
  const scale = { id: "usual", kind: "ORDINAL" as const, min: 1, max: 5, defaultTarget: 4, allowMean: false };
  const usual = {
    scale,
    targetRating: 4,
    scoringMethod: "LATEST" as const,
    requiredObservations: 1,
    requiredEvaluators: 1,
    requiredDays: 1,
    nTimes: undefined,
    needsCountersignature: false,
  };
  const { competencies, errors } = settleCompetencies(
    placed,
    sources,
    usual,
    new Map(scales.map((one) => [one.id, one])),
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const byIdentifier = new Map(competencies.map(({ identifier, code: _code, ...own }) => [identifier, own]));
  return {
    rootId: "another_framework",
    name: draft.title,
    description: draft.description,
    version: draft.version,
    status: "DRAFT",
    school: "Another school",
    sourceIdentifier: draft.sourceIdentifier,
    source: draft.source,
    revision: 1,
    updatedAt: "2026-07-01T08:00:00.000Z",
    items: placed.map((item) => ({
      identifier: item.identifier,
      parent: item.parentIdentifier,
      kind: item.becomesCompetency ? "COMPETENCY" : "CATEGORY",
      code: item.code,
      statement: sources.get(item.identifier)?.statement ?? item.name,
      itemType: item.itemType,
      editorNote: sources.get(item.identifier)?.editorNote ?? null,
      source: sources.get(item.identifier)?.source ?? null,
      competency: byIdentifier.get(item.identifier) ?? null,
    })),
    associations: draft.associations,
    scales,
  };
}
