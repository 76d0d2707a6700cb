/** Minutes in words: "8 h", "7 h 30 min", "45 min", "−30 min". */
export function durationWords(minutes: number): string {
  const whole = Math.abs(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [hours > 0 || rest === 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter(Boolean);
  return `${minutes < 0 ? "−" : ""}${parts.join(" ")}`;
}
