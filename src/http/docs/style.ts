/** The page's style sheet. The colours are those of src/ui/tokens.css, which a page without a build cannot import. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #ffffff; --text: #16202e; --quiet: #54606f; --line: #e1e5eb; --soft: #f1f3f6;
  --accent: #1a5da8; --get: #0b5b6b; --get-soft: #e0f2f5; --post: #164e8e; --post-soft: #e8f0fa;
  --put: #774b00; --put-soft: #fbf0d7; --delete: #7a1030; --delete-soft: #fae6ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1319; --surface: #161b23; --text: #e7ebf1; --quiet: #9ea9b8; --line: #29313d; --soft: #1d242e;
    --accent: #7db3f2; --get: #8fdbea; --get-soft: #0e2f37; --post: #a9cdf8; --post-soft: #17293f;
    --put: #f5d394; --put-soft: #33280f; --delete: #f6a79d; --delete-soft: #3b1b18;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
h1, h2, h3, p, ul { margin: 0; }
ul { padding: 0; list-style: none; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 1; background: var(--surface); padding: 0.5rem 1rem; }
.skip:focus { top: 1rem; }

nav { padding: 1rem; border-bottom: 1px solid var(--line); background: var(--surface); }
nav a { color: var(--text); text-decoration: none; }
nav a:hover { color: var(--accent); }
nav .name { font-weight: 600; margin-bottom: 0.5rem; }
nav > ul { display: flex; flex-wrap: wrap; gap: 0 1rem; }
nav > ul > li > a { display: block; padding: 0.6875rem 0; }
nav [aria-current] { color: var(--accent); font-weight: 600; }

main { max-width: 56rem; padding: 1.5rem 1rem 6rem; }
h1 { font-size: 1.75rem; line-height: 1.25; letter-spacing: -0.01em; }
header p { margin-top: 0.5rem; }
section { margin-top: 3rem; }
h2 { font-size: 1.25rem; line-height: 1.3; }
section > p { margin-top: 0.5rem; }
article, section > .fields {
  margin-top: 1rem; padding: 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px;
}
article h2 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
article h2 a { color: inherit; text-decoration: none; }
article h2 a:hover { text-decoration: underline; }
.index { margin-top: 0.5rem; }
.index li { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; justify-content: space-between; padding: 0.5rem 0; border-top: 1px solid var(--line); }
.index a { display: inline-block; min-height: 1.5rem; }
article > p { margin-top: 0.5rem; }
article > p:empty { display: none; }
h3 { margin-top: 1.25rem; font-size: 0.875rem; }
h3 small { margin-left: 0.25rem; font-size: 0.8125rem; font-weight: 400; color: var(--quiet); }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.call { display: flex; align-items: baseline; gap: 0.5rem; }
.method { flex: none; font-size: 0.6875rem; line-height: 1; letter-spacing: 0.02em; border-radius: 4px; padding: 0.25rem 0.375rem; }
.get { color: var(--get); background: var(--get-soft); }
.post { color: var(--post); background: var(--post-soft); }
.put, .patch { color: var(--put); background: var(--put-soft); }
.delete { color: var(--delete); background: var(--delete-soft); }

.fields > li { padding: 0.5rem 0; border-top: 1px solid var(--line); }
h3 + .fields { margin-top: 0.5rem; }
section > .fields > li:first-child { border-top: 0; padding-top: 0; }
section > .fields > li:last-child { padding-bottom: 0; }
.fields > li:target .field { background: var(--post-soft); }
.field { font-weight: 600; margin-right: 0.25rem; }
.type, .limit, .required { font-size: 0.8125rem; color: var(--quiet); overflow-wrap: anywhere; }
.type code, .limit code { font-size: 0.75rem; }
.required { font-weight: 600; color: var(--text); }
.limit::before, .required::before { content: "·"; margin: 0 0.375rem 0 0.125rem; font-weight: 400; color: var(--quiet); }
h3 + .type { margin-top: 0.25rem; }
details { margin-top: 0.25rem; }
summary { cursor: pointer; font-size: 0.8125rem; color: var(--accent); width: fit-content; padding: 0.25rem 0.25rem 0.25rem 0; }
details > .fields { margin: 0.25rem 0 0 0.25rem; padding-left: 0.75rem; border-left: 2px solid var(--line); }
details > .fields > li:first-child { border-top: 0; }

@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border: 0; border-right: 1px solid var(--line); }
  nav > ul { display: block; }
  nav > ul > li { margin-top: 0.5rem; }
  nav > ul > li > a { font-weight: 600; font-size: 0.875rem; padding: 0.25rem 0; }
  main { padding: 2.5rem 3rem 6rem; }
  article, section > .fields { padding: 1.25rem 1.5rem; }
}
@media print { nav, .skip { display: none; } }
`;
