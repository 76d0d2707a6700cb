/**
 * The time frames of docs/security.md, "Libraries", in days after the version that is needed came out. A weakness of what only
 * builds and tests has longer, since nobody from outside reaches it.
 */
export const frames = { reachableWeakness: 7, otherWeakness: 30, newer: 90, newerMajor: 365 };

const dayMs = 86_400_000;

/**
 * Compares what the registry says with the time frames.
 * @param {object} facts
 * @param {Record<string, { wanted: string, latest: string }>} facts.outdated as `npm outdated --json` has it
 * @param {import("./overdue-libraries.mjs").AuditReport | undefined} facts.audit as `npm audit --json` has it; undefined where the
 *   registry does not say
 * @param {Record<string, Record<string, string>>} facts.times when each version of these libraries came out, as
 *   `npm view <name> time --json` has it
 * @param {ReadonlySet<string>} facts.usedAtRuntime the names of `dependencies`
 * @param {Date} now
 * @returns {import("./overdue-libraries.mjs").Line[]}
 */
export function overdueLibraries({ outdated, audit, times, usedAtRuntime }, now) {
  const lines = [];
  for (const [name, weakness] of Object.entries(audit?.vulnerabilities ?? {})) {
    // Through another one, by which it is updated, it is listed under that.
    const fix = typeof weakness.fixAvailable === "object" ? weakness.fixAvailable : { name, version: undefined };
    const frame = usedAtRuntime.has(fix.name) ? frames.reachableWeakness : frames.otherWeakness;
    const days = daysSince(times[fix.name]?.[fix.version ?? ""], now);
    const isFixable = weakness.fixAvailable !== false;
    lines.push({
      name,
      why: `weakness (${weakness.severity})`,
      version: fix.version ?? "-",
      days,
      frame,
      isOverdue: isFixable && isOver(days, frame, true),
    });
  }
  for (const [name, { wanted, latest }] of Object.entries(outdated)) {
    // What is ahead of the stable version waits for nothing.
    if (wanted === latest || isAhead(wanted, latest)) continue;
    const isMajor = majorOf(wanted) !== majorOf(latest);
    const newest = isMajor ? newestOfMajor(times[name] ?? {}, wanted) : latest;
    // A newer one of the same major counts from the first that followed ours.
    if (newest !== undefined) lines.push(lineOf(name, "newer", wanted, newest, frames.newer, times, now));
    if (isMajor) lines.push(lineOf(name, "newer major", wanted, latest, frames.newerMajor, times, now));
  }
  return lines.sort((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || a.name.localeCompare(b.name));
}

function lineOf(name, why, from, version, frame, times, now) {
  const days = daysSince(times[name]?.[version], now);
  return { name, why, version: `${from} -> ${version}`, days, frame, isOverdue: isOver(days, frame, false) };
}

function isOver(days, frame, whenUnknown) {
  return days === undefined ? whenUnknown : days > frame;
}

function daysSince(time, now) {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? undefined : Math.floor((now.getTime() - at) / dayMs);
}

/** The newest stable version of the same major that came out after ours; undefined where there is none. */
function newestOfMajor(times, from) {
  const newer = Object.keys(times).filter(
    (version) => /^\d+\.\d+\.\d+$/.test(version) && majorOf(version) === majorOf(from) && isAhead(version, from),
  );
  return newer.reduce(
    (newest, version) => (newest === undefined || isAhead(version, newest) ? version : newest),
    undefined,
  );
}

/** Below 1 the second number is the one that breaks (semver, item 4). */
function majorOf(version) {
  const [major = "0", minor = "0"] = version.split(/[.-]/);
  return major === "0" ? `0.${minor}` : major;
}

function isAhead(version, other) {
  const [a, b] = [version, other].map((text) => text.split(/[.+-]/).map(Number));
  for (let at = 0; at < 3; at += 1) if ((a[at] || 0) !== (b[at] || 0)) return (a[at] || 0) > (b[at] || 0);
  return false;
}

/** @param {import("./overdue-libraries.mjs").Line[]} lines */
export function tableOf(lines) {
  const rows = lines.map(({ name, why, version, days, frame, isOverdue }) => [
    isOverdue ? "OVERDUE" : "",
    name,
    why,
    version,
    days === undefined ? "not known" : `${days} days`,
    `of ${frame}`,
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((at) => Math.max(0, ...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      row
        .map((text, at) => text.padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
