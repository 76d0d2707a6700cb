/** A condition of a policy, and the policy's expression with `true` in its place. */
export type Widening = { condition: string; expression: string };

type Token = { text: string; start: number; end: number };
/** The content of a pair of parentheses, or the whole expression. */
type Group = { start: number; end: number; parts: Part[] };
type Part = { start: number; end: number; word?: string; group?: Group };

/**
 * Every way to widen an expression by one condition: the whole, and each part of an AND, wherever it stands, under an
 * OR or in the WHERE of a subquery too. A part of an OR needs no widening of its own: it makes the whole OR true.
 * It parses the output of pg_get_expr, which puts parentheses around each AND and OR, and throws on anything unknown.
 */
export function widen(expression: string): Widening[] {
  const whole = parse(expression);
  const spans =
    expression.trim() === "true" ? [] : [{ start: whole.start, end: whole.end }, ...conditionsIn(whole.parts)];
  const seen = new Set<string>();
  return spans.flatMap(({ start, end }) => {
    const widened = `${expression.slice(0, start)}true${expression.slice(end)}`;
    if (seen.has(widened)) return [];
    seen.add(widened);
    return [{ condition: expression.slice(start, end), expression: widened }];
  });
}

type Span = { start: number; end: number };

function conditionsIn(parts: readonly Part[]): Span[] {
  for (const { word } of parts) {
    if (word === "BETWEEN" || word === "CASE") throw new Error(`Conditions with ${word} are not known here.`);
  }
  const where = parts.findIndex(({ word }) => word === "WHERE");
  if (where >= 0) {
    const condition = parts.slice(where + 1);
    return [spanOf(condition), ...conditionsIn(condition)];
  }
  const operands = split(parts, "OR") ?? split(parts, "AND");
  if (!operands) {
    if (
      parts.some(({ word }) => word === "NOT") &&
      parts.some(({ group }) => group && conditionsIn(group.parts).length > 0)
    ) {
      throw new Error("A NOT around conditions is not known here: to widen it, they would have to become false.");
    }
    return parts.flatMap(({ group }) => (group ? conditionsIn(group.parts) : []));
  }
  const isAnd = parts.some(({ word }) => word === "AND");
  return operands.flatMap((operand) => [...(isAnd ? [spanOf(operand)] : []), ...conditionsIn(operand)]);
}

function split(parts: readonly Part[], by: "AND" | "OR"): Part[][] | undefined {
  if (!parts.some(({ word }) => word === by)) return undefined;
  if (by === "OR" && parts.some(({ word }) => word === "AND"))
    throw new Error("An AND beside an OR has no parentheses.");
  const operands: Part[][] = [[]];
  for (const part of parts) {
    if (part.word === by) operands.push([]);
    else operands.at(-1)?.push(part);
  }
  return operands;
}

function spanOf(parts: readonly Part[]): Span {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) throw new Error("A condition is empty.");
  return { start: first.start, end: last.end };
}

function parse(expression: string): Group {
  const open: Group[] = [{ start: 0, end: expression.length, parts: [] }];
  for (const { text, start, end } of tokensOf(expression)) {
    const inner = open.at(-1);
    if (!inner) break;
    if (text === "(") open.push({ start, end, parts: [] });
    else if (text === ")") {
      open.pop();
      const outer = open.at(-1);
      if (!outer) throw new Error(`A parenthesis is closed that was not opened: ${expression}`);
      outer.parts.push({ start: inner.start, end, group: inner });
    } else inner.parts.push({ start, end, word: text });
  }
  const [whole, ...unclosed] = open;
  if (!whole || unclosed.length > 0) throw new Error(`A parenthesis is not closed: ${expression}`);
  return whole;
}

/** Strings, quoted names, parentheses, and runs of anything else without a space. */
function tokensOf(expression: string): Token[] {
  return [...expression.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^\s()'"]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
