/** The style of the HTML report, for light and dark color schemes and for narrow windows. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --page: #ffffff; --box: #f6f8fa; --line: #d1d9e0; --bad: #b3141f; --warn: #8a5a00; --good: #116329; --link: #0758b8; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9aa4af; --page: #0d1117; --box: #161b22; --line: #3d444d; --bad: #ff8a82; --warn: #e3b341; --good: #56d364; --link: #6cb6ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; display: inline; } h3 { font-size: 1rem; margin: 0; }
section { margin: 1.5rem 0; } a { color: var(--link); }
.verdict { font-size: 1.125rem; font-weight: 600; border-left: .4rem solid; padding: .25rem .75rem; }
.blocked, .mandatory .badge { color: var(--bad); } .incomplete, .advisory .badge { color: var(--warn); } .passed { color: var(--good); }
.rule { background: var(--box); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; margin: .75rem 0; }
.badge { border: 1px solid; border-radius: 1rem; padding: 0 .5rem; font-size: .875rem; } .severity, .source { color: var(--muted); font-weight: 400; }
.rule p { margin: .5rem 0; white-space: pre-line; } ul { margin: .25rem 0; padding-left: 1.25rem; } code, li, p { overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; } form[hidden], [hidden] { display: none; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; padding: 0 .5rem; } input[type="search"] { font: inherit; max-width: 100%; }
pre { overflow-x: auto; background: var(--box); padding: .75rem; } figure { margin: .5rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
:focus-visible { outline: .2rem solid var(--link); outline-offset: .1rem; }
`;

/** The script of the HTML report, which filters the findings. */
export const SCRIPT = `
const form = document.getElementById("filter");
if (form) {
  form.hidden = false;
  const show = () => {
    const chosen = new FormData(form);
    const words = chosen.get("text").toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const rule of document.querySelectorAll(".rule")) {
      const text = rule.textContent.toLowerCase();
      const isShown = chosen.getAll("level").includes(rule.dataset.level)
        && chosen.getAll("severity").includes(rule.dataset.severity)
        && words.every((word) => text.includes(word));
      rule.hidden = !isShown;
      if (isShown) shown += rule.querySelectorAll(".place").length;
    }
    form.elements.shown.value = shown === 1 ? "1 finding" : shown + " findings";
  };
  form.addEventListener("input", show);
  // The fields have their new values only after the event.
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
}
`;
