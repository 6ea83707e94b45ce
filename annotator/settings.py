"""The user's settings: one frozen, typed record; only what differs from the defaults is on disk."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

import appdirs

_APP: Final = "sst-annotator"


def _choice(*choices: str, label: str, tip: str, group: str) -> dict[str, object]:
    return {"label": label, "tip": tip, "group": group, "choices": choices}


def _number(low: int, high: int, *, label: str, tip: str, group: str) -> dict[str, object]:
    return {"label": label, "tip": tip, "group": group, "range": (low, high)}


def _plain(*, label: str, tip: str, group: str) -> dict[str, object]:
    return {"label": label, "tip": tip, "group": group}


@dataclass(frozen=True)
class Settings:
    """Defaults are the values below; fields with a label appear in the settings dialog.

    Attributes:
        brush_radius: Of the brush: screen points if `brush_on_screen`, else image pixels.
        brush_on_screen: Whether the brush keeps its size on screen when zooming.
        tolerance: Of flood fill, how far each channel may be from the colour clicked on.
        speck_px: Holes and specks up to this many pixels are taken for mistakes.
        grow_px: By how many pixels a mask grows or shrinks.
        keys: Shortcuts that the user changed: command id to its keys.
        recent: Paths that were opened, newest first.
        layout: Sizes of the window and its panels, as the window wrote them.
        curves: Whether the curves stand above the timeline.
        loop: Playing begins again at the end of the range.
        categories: Words for kinds of objects, as the user wants them listed.
    """

    theme: str = field(
        default="system",
        metadata=_choice(
            "system",
            "light",
            "dark",
            label="Theme",
            tip="Light, dark, or as the desktop says",
            group="Look",
        ),
    )
    language: str = field(
        default="system",
        metadata=_choice(
            "system",
            "English",
            "Deutsch",
            label="Language",
            tip="Of the window, from its next start; commands of the shell speak English",
            group="Look",
        ),
    )
    text_percent: int = field(
        default=100,
        metadata=_number(
            80,
            200,
            label="Size of text, %",
            tip="Of all words and icons, at once",
            group="Look",
        ),
    )
    palette: str = field(
        default="davis",
        metadata=_choice(
            "davis",
            "colour-blind safe",
            "high contrast",
            label="Object colours",
            tip="On screen only; files keep the DAVIS palette",
            group="Look",
        ),
    )
    overlay_opacity: int = field(
        default=45,
        metadata=_number(
            0,
            100,
            label="Overlay opacity, %",
            tip="How strongly masks cover the picture",
            group="Look",
        ),
    )
    contour: bool = field(
        default=False,
        metadata=_plain(
            label="Contours only", tip="Draw outlines instead of filled masks", group="Look"
        ),
    )
    follow_run: bool = field(
        default=True,
        metadata=_plain(
            label="Follow a run",
            tip="The picture follows new masks until you move yourself",
            group="Tracking",
        ),
    )
    live: bool = field(
        default=False,
        metadata=_plain(
            label="Live",
            tip="Track outward from a correction, 0.8 s after the last stroke",
            group="Tracking",
        ),
    )
    weights: str = field(
        default="sst-lite",
        metadata=_plain(
            label="Weights", tip="Name of shipped weights, or a safetensors file", group="Tracking"
        ),
    )
    device: str = field(
        default="auto",
        metadata=_choice(
            "auto",
            "cpu",
            "cuda",
            "mps",
            label="Device",
            tip="Where the model runs",
            group="Tracking",
        ),
    )
    resolution: int = field(
        default=480,
        metadata=_number(
            64,
            2160,
            label="Model resolution, pixels",
            tip="Short side of what the model sees; smaller is faster",
            group="Tracking",
        ),
    )
    frame_cache_mb: int = field(
        default=1024,
        metadata=_number(
            64,
            65536,
            label="Frame cache, MiB",
            tip="Decoded frames kept in memory, for clips opened from now on",
            group="Memory",
        ),
    )
    disk_cache_mb: int = field(
        default=4096,
        metadata=_number(
            0,
            1048576,
            label="Disk cache, MiB",
            tip="Decoded frames kept on disk while a clip is open; gone when it is closed",
            group="Memory",
        ),
    )
    seen_mb: int = field(
        default=1024,
        metadata=_number(
            0,
            65536,
            label="Frames seen by the model, MiB",
            tip="Kept in the engine's memory, so that a second run is faster; 2 MiB a frame",
            group="Memory",
        ),
    )
    seen_disk_mb: int = field(
        default=2048,
        metadata=_number(
            0,
            1048576,
            label="Frames seen by the model on disk, MiB",
            tip="Kept on disk where memory is full; gone when the program ends",
            group="Memory",
        ),
    )
    look_ahead: bool = field(
        default=True,
        metadata=_plain(
            label="Look ahead",
            tip="The model looks at frames while nothing else is to be done; not on battery",
            group="Tracking",
        ),
    )
    brush_radius: int = field(default=12, metadata={"range": (1, 512)})
    brush_on_screen: bool = False
    tolerance: int = field(default=12, metadata={"range": (0, 255)})
    speck_px: int = field(default=64, metadata={"range": (1, 100_000)})
    grow_px: int = field(default=1, metadata={"range": (1, 64)})
    curves: bool = False
    loop: bool = True
    categories: tuple[str, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    layout: str = ""


def settings_path() -> Path:
    """Where the settings lie: `SST_SETTINGS` if it is set, else the user's configuration folder."""
    chosen = os.environ.get("SST_SETTINGS")
    return Path(chosen) if chosen else Path(appdirs.user_config_dir(_APP)) / "settings.json"


def load_settings(path: Path) -> Settings:
    """Reads the settings; what is missing, damaged or unknown takes its default.

    Args:
        path: A JSON file; it need not exist.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    return replace(Settings(), **_valid(stored))


def save_settings(path: Path, settings: Settings) -> None:
    """Writes what differs from the defaults; the file is whole or stays as it was.

    Raises:
        OSError: The folder cannot be written.
    """
    plain = Settings()
    stored = {
        item.name: value
        for item in fields(Settings)
        if (value := getattr(settings, item.name)) != getattr(plain, item.name)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_text(json.dumps(stored, indent=1, sort_keys=True), encoding="utf-8")
    temporary.replace(path)


def _valid(stored: Mapping[str, object]) -> dict[str, Any]:
    """The stored values that fit their fields, in the types of the fields."""
    plain = Settings()
    found: dict[str, Any] = {}
    for item in fields(Settings):
        value = stored.get(item.name)
        if item.name == "keys" and isinstance(value, dict):
            found["keys"] = {
                str(name): tuple(map(str, keys))
                for name, keys in value.items()
                if isinstance(keys, list)
            }
        elif item.name in {"recent", "categories"} and isinstance(value, list):
            found[item.name] = tuple(map(str, value))
        elif type(value) is type(getattr(plain, item.name)) and _allowed(item.metadata, value):
            found[item.name] = value
    return found


def _allowed(meta: Mapping[str, Any], value: object) -> bool:
    if "choices" in meta:
        return value in meta["choices"]
    if "range" in meta and isinstance(value, int):
        low, high = meta["range"]
        return bool(low <= value <= high)
    return True
