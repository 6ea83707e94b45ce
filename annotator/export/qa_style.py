"""How the QA report looks: one style sheet for light and dark, without a file beside it."""

from typing import Final

from annotator.document.cells import Provenance

COLOURS: Final[dict[Provenance, tuple[str, str]]] = {
    Provenance.DRAWN: ("drawn", "#1d6fd8"),
    Provenance.CORRECTED: ("corrected", "#7a4fd0"),
    Provenance.IMPORTED: ("imported", "#12899b"),
    Provenance.ACCEPTED: ("accepted", "#2f9e58"),
    Provenance.PROPAGATED: ("propagated", "#d99a2b"),
    Provenance.ABSENT: ("absent", "#8a93a0"),
}
"""Name and colour of every provenance, in the order of the bars."""

STYLE: Final = """
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1c2430;
  --quiet: #667080; --line: #dfe3e8; --accent: #1d6fd8; --none: #e6e9ed; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --card: #1d2229; --ink: #e8ebef;
  --quiet: #97a1af; --line: #303742; --accent: #6aa9f7; --none: #2b323c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 26px; font-weight: 650; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 17px; font-weight: 650; margin: 40px 0 12px; }
p { margin: 4px 0; } a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; } .quiet { color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0 12px; }
.figures .card { padding: 12px 16px; flex: 1 1 110px; }
.figures b { display: block; font-size: 24px; font-weight: 600;
  font-variant-numeric: tabular-nums; }
.object { padding: 16px; margin-bottom: 12px; }
.object header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
.object h3 { font-size: 16px; margin: 0; font-weight: 600; }
.dot { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 8px; }
.bar { display: flex; height: 10px; border-radius: 5px; overflow: hidden; margin: 12px 0 6px;
  background: var(--none); }
.bar i { display: block; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; color: var(--quiet);
  font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: 74px; margin-top: 12px; }
.findings { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; }
.finding { overflow: hidden; width: calc(33.3% - 10px); min-width: 240px; }
.finding div { padding: 10px 14px 12px; }
.finding:target { outline: 2px solid var(--accent); }
.finding img { display: block; width: 100%; height: auto; background: #0c0e11; }
.finding .head { display: flex; justify-content: space-between; gap: 8px; font-weight: 600; }
.kind { font-size: 12px; font-weight: 600; padding: 1px 8px; border-radius: 9px; color: #fff;
  background: #c2553f; white-space: nowrap; align-self: center; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td, th { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
"""
