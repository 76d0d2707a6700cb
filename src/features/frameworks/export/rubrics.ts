import { isDeepStrictEqual } from "node:util";
import { standardOf } from "#src/features/frameworks/case-standard.ts";
import type { FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { type Criterion, criterion, extensionKey } from "#src/features/frameworks/export/extensions.ts";
import { type Identifiers, uriOf } from "#src/features/frameworks/export/identifiers.ts";
import { withInstants } from "#src/features/frameworks/export/properties.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";

/** A rubric of a package: the item that all its criteria are about, and the criteria; undefined for what does not fit. */
export type ReadRubric = { item: string; criteria: Criterion[] };

/** Reads a CFRubric whose criteria are about one item, and have levels with scores. */
export function readRubric(given: unknown): ReadRubric | undefined {
  const criteria = listOf(objectOf(given)?.CFRubricCriteria).map(objectOf);
  const items = new Set(criteria.map((one) => textOf(objectOf(one?.CFItemURI)?.identifier)));
  const [item] = items;
  if (item === undefined || items.size !== 1) return undefined;
  const read = criteria.toSorted((a, b) => positionOf(a) - positionOf(b)).map(readCriterion);
  const fitting = read.filter((one) => one !== undefined);
  return fitting.length === read.length ? { item, criteria: fitting } : undefined;
}

function readCriterion(given: Json | undefined): Criterion | undefined {
  const ours = oursOf(given?.extensions);
  const levels = listOf(given?.CFRubricCriterionLevels)
    .map(objectOf)
    .toSorted((a, b) => positionOf(a) - positionOf(b))
    .map((level) => ({
      ...oursOf(listOf(level?.extensions)[0]),
      value: level?.score,
      label: typeof level?.quality === "string" ? level.quality : "",
      description: typeof level?.description === "string" ? level.description : "",
    }));
  const best = Math.max(...levels.map(({ value }) => (typeof value === "number" ? value : 0)));
  const read = criterion.safeParse({
    name: textOf(given?.category) ?? textOf(given?.description),
    description: typeof given?.description === "string" ? given.description : "",
    weight: given?.weight ?? 1,
    maxScore: ours.maxScore ?? best,
    passScore: ours.passScore ?? null,
    levels,
  });
  // The columns keep two places.
  return read.success && [read.data.weight, read.data.maxScore].every((value) => isKept(value)) ? read.data : undefined;
}

function isKept(value: number): boolean {
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
}

/**
 * The rubrics of a framework. One that came in a package and says the same as now leaves as it came; `invalid` are those
 * that the standard does not allow.
 */
export function rubricsOf(
  content: FrameworkContent,
  given: unknown,
  identifiers: Identifiers,
): { rubrics: Json[]; invalid: unknown[] } {
  const isValid = standardOf("CASE_1_1").parts.get("CFRubrics")?.validate;
  const current = new Map(
    content.items.flatMap((item) =>
      item.competency ? [[identifiers.of(item.identifier), item.competency] as const] : [],
    ),
  );
  const done = new Set<string>();
  const rubrics: Json[] = [];
  const invalid: unknown[] = [];
  for (const one of listOf(given)) {
    const read = readRubric(one);
    const competency = read && current.get(read.item);
    if (read && competency) {
      if (done.has(read.item) || !isDeepStrictEqual(competency.rubric, read.criteria)) continue;
    }
    const rubric = objectOf(withInstants(one));
    if (!rubric || !isValid?.(rubric)) {
      invalid.push(one);
      continue;
    }
    rubrics.push(rubric);
    if (read && competency) done.add(read.item);
  }
  for (const [item, { name, rubric }] of current) {
    if (rubric.length === 0 || done.has(item)) continue;
    rubrics.push(rubricOf(rubric, { item, name, stamp: content.updatedAt, identifiers }));
  }
  return { rubrics, invalid };
}

type Of = { item: string; name: string; stamp: string; identifiers: Identifiers };

function rubricOf(criteria: readonly Criterion[], { item, name, stamp, identifiers }: Of): Json {
  const part = (path: string) => {
    const identifier = identifiers.derive(`rubric ${item} ${path}`);
    return { identifier, uri: uriOf(identifier), lastChangeDateTime: stamp };
  };
  const head = part("");
  return {
    ...head,
    title: name,
    CFRubricCriteria: criteria.map((one, at) => {
      const criterionHead = part(`criterion ${at + 1}`);
      return {
        ...criterionHead,
        rubricId: head.identifier,
        category: one.name,
        description: one.description,
        CFItemURI: { title: name, identifier: item, uri: uriOf(item) },
        weight: one.weight,
        position: at + 1,
        CFRubricCriterionLevels: one.levels.map(({ value, label, description, ...more }, levelAt) => ({
          ...part(`criterion ${at + 1} level ${levelAt + 1}`),
          rubricCriterionId: criterionHead.identifier,
          score: value,
          quality: label,
          description,
          position: levelAt + 1,
          ...(Object.keys(more).length > 0 ? { extensions: [{ [extensionKey]: more }] } : {}),
        })),
        extensions: { [extensionKey]: { maxScore: one.maxScore, passScore: one.passScore } },
      };
    }),
  };
}

function oursOf(extensions: unknown): Json {
  return objectOf(objectOf(extensions)?.[extensionKey]) ?? {};
}

function positionOf(part: Json | undefined): number {
  return typeof part?.position === "number" ? part.position : 0;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
