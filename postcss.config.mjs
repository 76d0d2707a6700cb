/** Tailwind 4 reads its theme from src/ui/tokens.css; there is no other configuration. */
export default { plugins: { "@tailwindcss/postcss": {} } };
