import type { DueRuleInput } from "#src/features/deployments/schema.ts";
import { type DueFrom, type DueUnit, dueFroms, isRotationDue, maxOffset } from "#src/features/deployments/values.ts";

/** A relative due date as it is typed. */
export type RuleDraft = { from: DueFrom; count: string; unit: DueUnit; isBefore: boolean; rotationId: string | null };

export const emptyRule: RuleDraft = { from: "EFFECTIVE", count: "12", unit: "WEEK", isBefore: false, rotationId: null };

export type RuleFault = "count" | "rotation";

export function ruleFault(rule: RuleDraft): RuleFault | undefined {
  const count = Number(rule.count);
  const days = rule.unit === "WEEK" ? count * 7 : count;
  if (!/^\d{1,4}$/.test(rule.count.trim()) || days > maxOffset) return "count";
  return isRotationDue(rule.from) && rule.rotationId === null ? "rotation" : undefined;
}

/** Only a date of a rotation may lie before the day that it is counted from. */
export function toDueRule(rule: RuleDraft): DueRuleInput {
  const isRotation = isRotationDue(rule.from);
  const count = Number(rule.count);
  return {
    from: rule.from,
    offset: isRotation && rule.isBefore && count > 0 ? -count : count,
    unit: rule.unit,
    rotationId: isRotation ? rule.rotationId : null,
  };
}

export function parseRule(stored: unknown): RuleDraft | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { from, count, unit, isBefore, rotationId }: Record<string, unknown> = { ...stored };
  const known = dueFroms.find((each) => each === from);
  if (!known || typeof count !== "string" || (unit !== "DAY" && unit !== "WEEK")) return null;
  return {
    ...{ from: known, count, unit, isBefore: isBefore === true },
    rotationId: typeof rotationId === "string" ? rotationId : null,
  };
}
