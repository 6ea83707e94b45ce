"""What the paper reports in its tables (arXiv 2101.08833), and which configurations answer it."""

from dataclasses import dataclass

REDUCED, PAPER = "sst-lite-paper", "sst-r101"
SCALES = {"reduced": REDUCED, "paper": PAPER}
"""The base configuration of each scale; a variant is named BASE-SUFFIX."""


@dataclass(frozen=True)
class Row:
    """One row of an ablation.

    Attributes:
        label: As the paper has it.
        suffix: Of the configuration; empty for the base itself.
        reported: J&F in per cent, as the paper writes it; empty where it has no such row.
    """

    label: str
    suffix: str
    reported: str


@dataclass(frozen=True)
class Claim:
    """An order that the paper's figures are in: J&F of `better` is above that of `worse`."""

    better: str
    worse: str


@dataclass(frozen=True)
class Ablation:
    """One of tables 4, 5 and 6.

    Attributes:
        title: What it compares.
        rows: In the paper's order.
        claims: Pairs of labels, or of a label and "Grid" for the best of its rows.
    """

    title: str
    rows: tuple[Row, ...]
    claims: tuple[Claim, ...]


ABLATIONS = {
    "4": Ablation(
        "Positional encodings",
        (
            Row("None", "none", "73 ± 2"),
            Row("Sinusoidal", "", "75.6 ± 0.6"),
            Row("Learned", "learned", ""),
        ),
        (Claim("Sinusoidal", "None"),),
    ),
    "5": Ablation(
        "Temporal history",
        (
            Row("tau = 1", "tau-1", "75.8 ± 0.3"),
            Row("tau = 2", "tau-2", "76.2 ± 0.3"),
            Row("tau = 3", "", "76.5 ± 0.3"),
        ),
        (Claim("tau = 3", "tau = 2"), Claim("tau = 2", "tau = 1")),
    ),
    "6": Ablation(
        "Sparse attention variants",
        (
            Row("Grid, 1 layer", "grid-1", "65.3"),
            Row("Grid, 2 layers", "grid-2", "66.1"),
            Row("Grid, 3 layers", "grid-3", "64.2"),
            Row("Local, 2 layers", "", "76.2"),
            Row("Strided, 2 layers", "strided", "69.5"),
            Row("LocalStrided, 2 layers", "local-strided", "72.3"),
            Row("Local, references read densely", "references-dense", ""),
            Row("Local, cosine scores", "scores-cosine", ""),
        ),
        (
            Claim("Local, 2 layers", "LocalStrided, 2 layers"),
            Claim("LocalStrided, 2 layers", "Strided, 2 layers"),
            Claim("Strided, 2 layers", "Grid"),
        ),
    ),
}

TABLE_1 = (
    ("DeepLab-v3", 255.4, 66.5),
    ("Matching (CFBI)", 99.6, 0.0),
    ("SST (Local)", 5.34, 0.3),
    ("SST (Strided)", 1.89, 0.3),
    ("SST (Grid)", 1.45, 0.3),
    ("Naive attention", 170.1, 0.3),
)
"""Model, multiply-accumulates in 10^9, parameters in 10^6."""

TABLE_2 = (
    ("2018", "STM", "79.4", "79.7", "72.8"),
    ("2018", "KMN", "81.4", "81.4", "75.3"),
    ("2018", "CFBI", "81.4", "81.1", "75.3"),
    ("2018", "SST (Local)", "81.7", "81.2", "76.0"),
    ("2019", "CFBI", "81.0", "80.0", "77.9"),
    ("2019", "SST (Local)", "81.8", "80.9", "76.6"),
)
"""YouTube-VOS: year of the validation set, method, G, J seen, J unseen, in per cent."""

TABLE_3 = (
    ("RGMP", "66.7", "64.8", "68.6"),
    ("FEELVOS, YouTube-VOS", "71.5", "69.1", "74.0"),
    ("CFBI", "74.9", "72.1", "77.7"),
    ("CFBI, YouTube-VOS", "81.9", "79.3", "84.5"),
    ("SST (Local)", "78.4", "75.4", "81.4"),
    ("SST (Local), YouTube-VOS", "82.5", "79.9", "85.1"),
)
"""DAVIS 2017 validation: method (and pre-training), J&F, J, F, in per cent."""
