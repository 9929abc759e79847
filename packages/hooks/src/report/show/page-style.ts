/** The style sheet of the page, for light and for dark screens. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --card: #fff; --ink: #1f2328; --soft: #636c76; --line: #e2e4e8;
  --control: #64748b; --control-soft: #cbd5e1; --canary: #d97706; --canary-soft: #fcd9a5;
  --good: #1a7f37; --wait: #9a6700; --bad: #cf222e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --card: #1c2128; --ink: #e6e9ed; --soft: #9aa4b0; --line: #31373f;
    --control: #94a3b8; --control-soft: #475569; --canary: #f59e0b; --canary-soft: #7c4a0b;
    --good: #3fb950; --wait: #d29922; --bad: #f85149;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main { max-width: 56rem; margin: 0 auto; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0 0 .75rem; font-size: 1.05rem; }
p { margin: .25rem 0; }
section { margin-top: 1rem; padding: 1.1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; }
.soft, footer { color: var(--soft); font-size: .875rem; }
.verdict { border-left: 6px solid var(--tone); }
.verdict strong { color: var(--tone); font-size: 1.6rem; line-height: 1.2; }
.go-on { --tone: var(--good); } .hold { --tone: var(--wait); } .roll-back { --tone: var(--bad); }
.control { --arm: var(--control); --arm-soft: var(--control-soft); }
.canary { --arm: var(--canary); --arm-soft: var(--canary-soft); }
.key::before { content: ''; display: inline-block; width: .7em; height: .7em;
  margin-right: .45em; border-radius: 2px; background: var(--arm); }
.plot { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr) 13rem; gap: .2rem .9rem;
  align-items: center; }
.plot h3 { grid-column: 1 / -1; margin: .7rem 0 0; font-size: .9rem; font-weight: 600; }
.plot h3:first-child { margin-top: 0; }
.plot svg { display: block; width: 100%; height: 18px; overflow: visible; }
.plot .value { text-align: right; white-space: nowrap; font-size: .875rem; }
.value, td, th { font-variant-numeric: tabular-nums; }
.main { fill: var(--arm); } .more { fill: var(--arm-soft); }
.whisker { stroke: var(--arm); stroke-width: 2; } .grid { stroke: var(--line); }
svg text { fill: var(--soft); font-size: 12px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th { font-weight: 600; }
th:first-child, td:first-child, .words th, .words td { text-align: left; }
td:first-child { white-space: pre; }
tbody tr:last-child td { border-bottom: 0; }
ul { margin: 0; padding-left: 1.2rem; }
footer { margin-top: 1.25rem; }
@media (max-width: 40rem) {
  .plot { grid-template-columns: 5.2rem minmax(0, 1fr); }
  .plot .value { grid-column: 2; text-align: left; margin-bottom: .3rem; }
}
`;
