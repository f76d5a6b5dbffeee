/**
 * Colours of the curves: Okabe and Ito's palette, told apart with any colour vision; darker on white and lighter on black than
 * the original where it would be faint.
 */
const light = ['#0072b2', '#c44e00', '#008a64', '#a8407f', '#b07d00', '#3a8fc4', '#4d4d4d', '#7a5195', '#00868b'];
const dark = ['#56b4e9', '#f0844c', '#2bc998', '#e08fc0', '#e6b422', '#9fd8ff', '#c8c8c8', '#b79be0', '#58d0d6'];
const neutral = { light: '#6b7280', dark: '#9aa3af' };

/** Rules that give the curves their colours, with `prefix` before every selector. */
function curveColours(colours: readonly string[], grey: string, prefix = ''): string {
  return [...colours.entries(), ['neutral', grey] as const].map(([name, colour]) =>
    `${prefix}.line.s${name}{stroke:${colour}}${prefix}.marks.s${name}{fill:${colour}}`).join('');
}

const font = 'system-ui,"Segoe UI",Helvetica,Arial,sans-serif';

/** Compared runs have dashes of their own; a bound is finely dotted, and what lies beyond it shaded. */
const shapes = [
  '.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.broad{stroke-width:5.5;opacity:.4}',
  '.r1{stroke-dasharray:7 4}.r2{stroke-dasharray:2 3}.r3{stroke-dasharray:9 3 2 3}.r4{stroke-dasharray:4 2}',
  '.line.bound{stroke-width:1.2;stroke-dasharray:1 2}.forbidden{fill:#c0392b;opacity:.09}',
  '.grid,.axis{fill:none;stroke-width:1}',
  `.tick,.name{font:12px ${font}}.name{font-size:12.5px}.title{font:600 14px ${font}}`,
].join('');

/** The style sheet inside a static figure; on white, for papers and pages alike. */
export const figureStyle = [
  shapes, '.grid{stroke:#e5e7eb}.axis{stroke:#6b7280}.tick,.name{fill:#374151}.title{fill:#111827}',
  curveColours(light, neutral.light),
].join('');

const lightValues = [
  '--page:#f6f7f9;--card:#fff;--ink:#16202b;--soft:#51606f;--rule:#dde2e8;--grid:#e9edf1;--accent:#005a94;--tip:#fffffff2',
  '--good:#00694c;--bad:#a93200;--warn:#755300',
].join(';');
const darkValues = [
  '--page:#10151b;--card:#182029;--ink:#e6ebf0;--soft:#a3b0bd;--rule:#2c3742;--grid:#26303a;--accent:#6cc0f5;--tip:#0f151bf2',
  '--good:#3fd6a4;--bad:#ff9b6b;--warn:#e6c05a',
].join(';');

const darkRules = (root: string): string => `${root}{${darkValues};color-scheme:dark}${curveColours(dark, neutral.dark, `${root} `)}`;

/** Dark by the system's wish unless light was chosen, and dark when dark was chosen. */
const themes = [
  `:root{${lightValues};color-scheme:light}${curveColours(light, neutral.light)}`,
  `@media (prefers-color-scheme:dark){${darkRules(':root:not([data-theme=light])')}}`,
  darkRules(':root[data-theme=dark]'),
].join('\n');

const layout = `
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 ${font};overflow-wrap:anywhere}
header,main,footer{max-width:84rem;margin:auto;padding:0 1rem}
header{padding-top:1.2rem;display:flex;gap:1rem;align-items:start;justify-content:space-between}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.15rem;margin:1.8rem 0 .6rem}
h3{font-size:1rem;margin:0 0 .1rem}
p{margin:.2rem 0}
.soft,.note{color:var(--soft)}
.note{font-size:.85rem;margin:0 0 .5rem}
nav{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--rule)}
nav>div{max-width:84rem;margin:auto;padding:.4rem 1rem;display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.9rem}
@media (max-width:48rem){nav{position:static}html{scroll-padding-top:.5rem}nav a{padding:.25rem 0}}
#theme{background:var(--card);font-size:1.1rem;line-height:1;padding:.4rem .5rem;flex:none}
sub,sup{font-size:.78em;line-height:0}
a{color:var(--accent)}
nav a{text-decoration:none}
button,select{font:inherit;font-size:.85rem;color:inherit;background:none;border:1px solid var(--rule);border-radius:.4rem}
button,select{padding:.15rem .6rem}
button,select,summary{cursor:pointer}
option{background:var(--card)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#live{display:block;max-width:84rem;margin:auto;padding:.2rem 1rem;color:var(--soft);font-size:.9rem}
footer{padding-top:1.5rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem}
@media print{nav,.phase-controls,.tools,#theme{display:none}.card{break-inside:avoid}}
`;

const cards = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:1rem 0}
.tiles div{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:.5rem .7rem}
.tiles dt{font-size:.8rem;color:var(--soft)}
.tiles dd{margin:0;font-size:1.05rem;font-variant-numeric:tabular-nums}
dl{margin:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,23rem),1fr));gap:.8rem}
@media (min-width:64rem){.cards{grid-template-columns:repeat(3,minmax(0,1fr))}.wide{grid-column:span 2;grid-row:span 2}}
.card{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:.8rem;margin:0;min-width:0;position:relative}
.card h3{padding-right:2rem}
figure.card{display:flex;flex-direction:column}
.scroll{overflow-x:auto}
table{overflow-wrap:normal;border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--soft);font-weight:500}
td:first-child{white-space:nowrap}
pre{margin:0;font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;overflow-x:auto;overflow-wrap:normal}
.holds{color:var(--good)}.violated{color:var(--bad);font-weight:600}.outside-assumptions,.undecided{color:var(--warn)}
.verdicts{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:.2rem 0 .8rem}.verdicts a{color:inherit;text-decoration:none}
.formula{overflow-x:auto;overflow-y:hidden;padding:.3rem 0;font-size:1.05rem}.formula math{text-align:left}
.measured{font-size:.85rem}.card details:not(.tools){margin-top:auto;padding-top:.4rem;font-size:.85rem;color:var(--soft)}
h3 span{font-size:.85rem;font-weight:500;white-space:nowrap}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:.8rem}
.tools{position:absolute;top:.55rem;right:.6rem;z-index:2}
.tools summary{list-style:none;color:var(--soft);padding:.1rem .45rem;border-radius:.4rem;border:1px solid transparent}
.tools summary::-webkit-details-marker{display:none}
.tools[open] summary,.tools summary:hover{border-color:var(--rule)}
.tools div{position:absolute;right:0;display:flex;flex-direction:column;background:var(--card);border:1px solid var(--rule)}
.tools div{border-radius:.4rem;padding:.2rem;min-width:4.5rem;box-shadow:0 2px 8px #0003}
.tools button{border:0;text-align:left}.tools button:hover{background:var(--grid)}
`;

const charts = `
.plot{position:relative;touch-action:pan-y;cursor:crosshair;user-select:none;-webkit-user-select:none}
.plot svg{display:block;max-width:100%}
.grid{stroke:var(--grid)}.axis{stroke:var(--soft)}.tick,.name{fill:var(--soft)}.title{fill:var(--ink)}
.cursor{stroke:var(--soft);stroke-dasharray:2 3}
.drag{fill:var(--accent);opacity:.18}
.forbidden{fill:var(--bad);opacity:.12}
.reset{position:absolute;right:.9rem;bottom:2.9rem;background:var(--card)}
.legend{margin-top:.2rem;font-size:.85rem;line-height:1.35}
.legend .reading{display:block;color:var(--soft);min-height:1.5em;font-variant-numeric:tabular-nums}
.legend div{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,9.5rem),1fr));gap:0 .8rem}
.legend button{display:flex;align-items:center;gap:.35rem;border-color:transparent;padding:.1rem .25rem;text-align:left}
.legend button svg{flex:none}
.legend button:hover{border-color:var(--rule)}
.legend button[aria-pressed=false]{opacity:.45;text-decoration:line-through}
.legend data{margin-left:auto;font-variant-numeric:tabular-nums;white-space:nowrap}
.phase-controls{display:flex;flex-wrap:wrap;gap:.4rem .9rem;align-items:center;margin:.3rem 0;font-size:.88rem}
.slider{flex:1 1 14rem;display:flex;gap:.6rem;align-items:center}
.slider input{flex:1;min-width:6rem}
input{accent-color:var(--accent)}
.time{min-width:6rem;font-variant-numeric:tabular-nums}
.scale{display:flex;align-items:center;gap:.5rem;font-size:.8rem;color:var(--soft)}
.scale i{flex:0 1 12rem;height:.7rem;border-radius:.2rem}
.phase-reading{font-size:.82rem;color:var(--soft);min-height:1.4em;font-variant-numeric:tabular-nums}
`;

export const pageStyle = [shapes, themes, layout, cards, charts].join('\n');
