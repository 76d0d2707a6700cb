/**
 * The lower factor L of a symmetric, positive semidefinite matrix A = L L', row by row in one array. A direction in
 * which A says nothing (a column that others already determine) gets a pivot of 0, and the solution leaves it at 0.
 */
export function factorize(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const pivot = at(lower, j * size + j);
      let sum = at(matrix, i * size + j);
      for (let k = 0; k < j; k++) sum -= at(lower, i * size + k) * at(lower, j * size + k);
      lower[i * size + j] = pivot === 0 ? 0 : sum / pivot;
    }
    const diagonal = at(matrix, i * size + i);
    let rest = diagonal;
    for (let k = 0; k < i; k++) rest -= at(lower, i * size + k) ** 2;
    lower[i * size + i] = rest > smallest * Math.max(diagonal, Number.MIN_VALUE) ? Math.sqrt(rest) : 0;
  }
  return lower;
}

/** Of a diagonal, what is no more than rounding. */
const smallest = 1e-11;

/** Solves L L' x = right. */
export function solve(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    let sum = at(x, i);
    for (let k = 0; k < i; k++) sum -= at(lower, i * size + k) * at(x, k);
    x[i] = divided(sum, at(lower, i * size + i));
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = at(x, i);
    for (let k = i + 1; k < size; k++) sum -= at(lower, k * size + i) * at(x, k);
    x[i] = divided(sum, at(lower, i * size + i));
  }
  return x;
}

/** The inverse of L L', row by row. */
export function inverse(lower: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const solved = solve(lower, size, unit);
    for (let row = 0; row < size; row++) result[row * size + column] = at(solved, row);
  }
  return result;
}

function divided(value: number, pivot: number): number {
  return pivot === 0 ? 0 : value / pivot;
}

/** An element that is known to exist. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
