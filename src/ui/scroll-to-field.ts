/**
 * Scrolls the first incomplete field into view and focuses it, so that the user sees where an incomplete form has
 * errors. Fields of src/ui have `data-field` with their form name.
 */
export function scrollToField(name: string): void {
  const field = document.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!field) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  field.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  const control = field.querySelector<HTMLElement>("input, textarea, select, button, [tabindex]");
  control?.focus({ preventScroll: true });
}
