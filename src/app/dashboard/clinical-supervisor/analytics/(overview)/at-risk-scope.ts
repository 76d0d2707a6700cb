/** The students of whom predictions are listed: of one rotation, or of all placements. */
export function atRiskScope(rotation: string): { rotationId?: string } {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(rotation) ? { rotationId: rotation } : {};
}
