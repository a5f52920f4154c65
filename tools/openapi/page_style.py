"""How the page for people looks, by day and by night."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b2430; --soft: #566272; --paper: #fff; --wash: #f4f6f9; --line: #dfe4ea;
  --link: #0b5cad; --good: #12703c; --turn: #8a5a00; --bad: #b3261e; --post: #12703c; --get: #0b5cad;
  --other: #6b4fa0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9f0; --soft: #9daaba; --paper: #12161c; --wash: #1b212a; --line: #2d3643; --link: #7ab8ff;
    --good: #6fd49a; --turn: #f0bf5e; --bad: #ff9a91; --post: #6fd49a; --get: #7ab8ff; --other: #c3a9f5; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .25rem; }
h3 { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; font-size: 1.1rem; margin: 0; }
h3 > code { background: none; padding: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
h5 { font-size: .9rem; margin: 1rem 0 .25rem; color: var(--soft); }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .87em; }
code { background: var(--wash); border-radius: 4px; padding: .1em .3em; }
nav { margin: 2rem 0; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li + li { border-top: 1px solid var(--line); }
nav a { display: flex; flex-wrap: wrap; align-items: baseline; gap: .6rem; padding: .5rem .9rem; color: inherit;
  text-decoration: none; }
nav a:hover { background: var(--wash); }
nav a code { background: none; padding: 0; }
nav a span { color: var(--soft); margin-left: auto; }
section { border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem; margin: 1.25rem 0; }
.summary { font-weight: 600; margin-top: .75rem; }
.method { display: inline-block; min-width: 4.6rem; text-align: center; font-size: .75rem; letter-spacing: .04em;
  border: 1px solid currentcolor; border-radius: 5px; padding: .1rem .4rem; color: var(--other); }
.method.get { color: var(--get); }
.method.post { color: var(--post); }
.scope { font-size: .8rem; font-weight: 400; color: var(--soft); border: 1px solid var(--line); border-radius: 99px;
  padding: .05rem .6rem; margin-left: auto; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
td em { font-style: normal; font-size: .78rem; color: var(--bad); }
q { color: var(--soft); }
figure { margin: 1rem 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
figcaption { font-size: .8rem; color: var(--soft); padding: .35rem .8rem; border-bottom: 1px solid var(--line); }
pre { margin: 0; padding: .8rem; background: var(--wash); overflow-x: auto; line-height: 1.45; }
pre code { background: none; padding: 0; }
details { border-top: 1px solid var(--line); }
details > :not(summary) { margin-left: 3.6rem; }
details > .wide { margin: .75rem 0 .75rem 3.6rem; }
details > figure { margin: 1rem 0 1rem 3.6rem; }
details > ul { padding-left: 1.1rem; font-size: .92rem; }
summary { cursor: pointer; padding: .5rem 0; display: flex; gap: .8rem; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: "+"; margin-left: auto; color: var(--soft); }
details[open] > summary::after { content: "\\2013"; }
.status { min-width: 2.8rem; color: var(--bad); }
.status.s2 { color: var(--good); }
.status.s3 { color: var(--turn); }
footer { margin-top: 3rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) { details > :not(summary), details > .wide, details > figure { margin-left: 0; }
  nav a span { flex-basis: 100%; margin: 0; } }
@media print { section { break-inside: avoid-page; } nav { display: none; } }
"""
"""One style sheet; it uses no font, picture or rule from anywhere else."""
