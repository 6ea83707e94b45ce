"""The table of an ablation: means and spreads, verdicts, JSON and CSV."""

import json

from training.tables.paper import ABLATIONS, Row
from training.tables.runs import Judged
from training.tables.show import Line, as_csv, as_document, as_text, verdicts


def _lines(**figures: tuple[float, ...]) -> list[Line]:
    """Lines of table 6 with J&F per seed, by suffix; those without figures have no runs."""
    return [
        Line(row, f"sst-{row.suffix}", tuple(Judged(v, v, v) for v in figures.get(_key(row), ())))
        for row in ABLATIONS["6"].rows
    ]


def _key(row: Row) -> str:
    return row.suffix.replace("-", "_") or "local"


GRIDS = {"grid_1": (0.40, 0.42), "grid_2": (0.45, 0.47), "grid_3": (0.41, 0.43)}


def test_means_and_spreads_stand_beside_the_papers() -> None:
    text = as_text(_lines(local=(0.70, 0.74), strided=(0.6,)))
    rows = {line.split("  ")[0]: line.split() for line in text.splitlines()}
    assert rows["Local, 2 layers"][3:] == ["72.0", "±", "2.8", "72.0", "72.0", "2", "76.2"]
    assert rows["Strided, 2 layers"][3:] == ["60.0", "60.0", "60.0", "1", "69.5"]
    assert rows["Grid, 1 layer"][3:] == ["-", "-", "-", "0", "65.3"]


def test_verdicts_say_what_holds_and_what_is_noise() -> None:
    lines = _lines(local=(0.70, 0.72), local_strided=(0.69, 0.71), strided=(0.40, 0.41), **GRIDS)
    said = verdicts(ABLATIONS["6"], lines)
    assert "undecided, +1.0 is within the spread over seeds (1.4)" in said[0]
    assert said[1].endswith("holds here (+29.5).")
    assert said[2].endswith("does not hold here (-5.5).")  # against the best of the grids


def test_missing_runs_decide_nothing() -> None:
    some = {key: value for key, value in GRIDS.items() if key != "grid_3"}
    said = verdicts(ABLATIONS["6"], _lines(strided=(0.6,), **some))
    assert all("not known yet" in one for one in said)


def test_figures_as_json_and_csv() -> None:
    lines = _lines(local=(0.70, 0.74))
    document = json.loads(json.dumps(as_document(ABLATIONS["6"], lines)))
    row = document["rows"][3]
    assert (row["variant"], row["mean"], len(row["runs"])) == ("Local, 2 layers", 0.72, 2)
    assert document["rows"][0]["mean"] is None
    assert as_csv(lines).splitlines()[1:] == [
        '"Local, 2 layers",sst-,0,0.7000,0.7000,0.7000,76.2',
        '"Local, 2 layers",sst-,1,0.7400,0.7400,0.7400,76.2',
    ]
