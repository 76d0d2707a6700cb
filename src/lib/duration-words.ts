/** Minutes in words: "8 h", "7 h 30 min", "45 min", "−30 min". */
export function durationWords(minutes: number): string {
  const whole = Math.abs(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [hours > 0 || rest === 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter(Boolean);
  return `${minutes < 0 ? "−" : ""}${parts.join(" ")}`;
}

/** Minutes in their largest whole unit, in full words: "15 minutes", "8 hours", "14 days". */
export function longDurationWords(minutes: number): string {
  if (minutes % (24 * 60) === 0) return counted(minutes / (24 * 60), "day");
  if (minutes % 60 === 0) return counted(minutes / 60, "hour");
  return counted(minutes, "minute");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
