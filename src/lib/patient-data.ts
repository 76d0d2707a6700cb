/** What makes a text look as if it named a patient. */
export type PatientDataSign = "number" | "birth" | "name";

/**
 * Whether a text looks as if it named a patient, for a hint to its writer. It is a guess both ways, so nothing may be
 * refused by it: it knows the numbers of identity of Norway, England and the United States by their form and sums, days
 * of birth that are called so, and names behind a title or the word "patient".
 */
export function patientDataIn(text: string): PatientDataSign | undefined {
  if (hasNumber(text)) return "number";
  if (birth.test(text)) return "birth";
  return titled.test(text) || called.test(text) ? "name" : undefined;
}

/** The same for the name of a file, where words are joined by other signs than spaces. */
export function patientDataInName(name: string): PatientDataSign | undefined {
  return patientDataIn(name.replace(/\.[A-Za-z0-9]{1,5}$/, "").replace(/[_+]+|(?<=\p{L})-(?=\p{L})/gu, " "));
}

const birth =
  /\b(?:d\.?o\.?b|date of birth|born(?: on)?|birth ?date|fødselsdato|født)\b[^\n]{0,12}?\d{1,4}[-./ ]\d{1,2}[-./ ]\d{2,4}/i;
const titled = /(?<!\p{L})(?:Mrs?|Ms|Miss|Mister|Herr|Fru)\.? \p{Lu}[\p{Ll}'’]/u;
const called =
  /(?<!\p{L})(?:[Pp]atient|PATIENT|[Pp]asient|[Pp]t)(?:'s)?(?: name)?:? \p{Lu}[\p{Ll}'’]+ \p{Lu}[\p{Ll}'’]/u;
const labelled =
  /\b(mrn|hospital (number|no)|patient (id|number|no)|nhs (number|no)|f\.?nr|fødselsnummer|personnummer|ssn)\b[^\p{L}\n]{0,4}\d{4,}/iu;

function hasNumber(text: string): boolean {
  if (labelled.test(text)) return true;
  if (/(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/.test(text)) return true;
  for (const [found] of text.matchAll(/(?<!\d)\d{6} ?\d{5}(?!\d)/g)) if (isNorwegian(digitsOf(found))) return true;
  for (const [found] of text.matchAll(/(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g))
    if (isEnglish(digitsOf(found))) return true;
  return false;
}

function digitsOf(text: string): number[] {
  return [...text.replace(/\D/g, "")].map(Number);
}

/** Fødselsnummer: a day of birth (40 more for who has no number yet) and two digits that check the others. */
function isNorwegian(digits: readonly number[]): boolean {
  const [d1 = 0, d2 = 0, m1 = 0, m2 = 0] = digits;
  const ofMonth = (d1 % 4) * 10 + d2;
  const month = (m1 % 4) * 10 + m2;
  if (ofMonth < 1 || ofMonth > 31 || month < 1 || month > 12) return false;
  const first = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
  const second = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
  return sumOf(digits, first) % 11 === 0 && sumOf(digits, second) % 11 === 0;
}

/** NHS number: its last digit checks the others. */
function isEnglish(digits: readonly number[]): boolean {
  if (new Set(digits).size === 1) return false;
  return sumOf(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

function sumOf(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);
}
