"""The shell command sst-propagate: carries masks through a video, without a window."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sst_core import __version__
from sst_core.errors import PeerError, UserError

if TYPE_CHECKING:
    from annotator.cli.propagate_many import Many
    from annotator.engine.job import Request
    from annotator.engine.project_job import ProjectRequest

_NAME = "sst-propagate"
_OF_ROOTS = ("split", "layout", "zip", "all_frames")
"""Options that go with a data set only."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs sst-propagate.

    Args:
        argv: Arguments without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 good, 2 the user can mend it, 130 interrupted.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    wrong = _misfit(arguments)
    if wrong:
        parser.error(wrong)
    try:
        return _run(arguments)
    except UserError as error:
        if not (isinstance(error, PeerError) and error.told):
            print(f"{_NAME}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"\n{_NAME}: interrupted.", file=sys.stderr)
        return 130


def _run(arguments: argparse.Namespace) -> int:
    # Late imports: --help must answer at once, and bad input before torch has loaded.
    from annotator.cli.propagate_run import run, run_project  # noqa: PLC0415

    engine = {"weights": arguments.weights, "device": arguments.device}
    if _is_many(arguments.input):
        from annotator.cli.propagate_many import run_many  # noqa: PLC0415

        return run_many(_many(arguments), **engine, as_json=arguments.json)
    if _is_project(arguments.input):
        return run_project(_project_request(arguments), **engine, as_json=arguments.json)
    return run(_request(arguments), **engine, as_json=arguments.json)


def _is_project(path: Path) -> bool:
    return path.suffix.lower() == ".sst" and not path.is_dir()


def _is_many(path: Path) -> bool:
    """Whether this is a list of clips or the root of a data set."""
    from sst_core.labels import find_parts  # noqa: PLC0415 - as above

    listed = path.suffix.lower() in {".txt", ".csv"} and not path.is_dir()
    return listed or bool(find_parts(path))


def _many_misfit(arguments: argparse.Namespace) -> str:
    """As `_misfit`, for lists and data sets."""
    root = arguments.input.is_dir()
    alone = ["masks", "overlay", "media"]
    alone += ["range", "direction", "resize_masks", "binary"] if root else [*_OF_ROOTS]
    extra = [f"--{name.replace('_', '-')}" for name in alone if getattr(arguments, name)]
    if extra:
        return f"{' and '.join(extra)} cannot go with a {'data set' if root else 'list of clips'}"
    return "--output must be given for a data set" if root and arguments.output is None else ""


def _misfit(arguments: argparse.Namespace) -> str:
    """Options that do not go with the input, or that are missing; "" where all is well."""
    if _is_many(arguments.input):
        return _many_misfit(arguments)
    for name in _OF_ROOTS:
        if getattr(arguments, name) is not None:
            return (
                f"--{name.replace('_', '-')} goes with a data set only (a folder with JPEGImages)"
            )
    if not _is_project(arguments.input):
        absent = [f"--{name}" for name in ("masks", "output") if getattr(arguments, name) is None]
        if arguments.media is not None:
            return "--media goes with a project only"
        needed = " and ".join(absent)
        return f"{needed} must be given, unless INPUT is a project (.sst)" if absent else ""
    extra = [
        f"--{name.replace('_', '-')}"
        for name in ("masks", "resize_masks", "binary")
        if getattr(arguments, name)
    ]
    return f"a project brings its own masks; leave {' and '.join(extra)} out" if extra else ""


def _project_request(arguments: argparse.Namespace) -> "ProjectRequest":
    from annotator.engine.project_job import ProjectRequest  # noqa: PLC0415 - as above

    return ProjectRequest(
        project=arguments.input,
        output=arguments.output,
        range=arguments.range,
        direction=arguments.direction,
        resolution=arguments.resolution,
        overlay=arguments.overlay,
        overwrite=arguments.overwrite,
        media=arguments.media,
    )


def _many(arguments: argparse.Namespace) -> "Many":
    from annotator.cli.propagate_many import Many  # noqa: PLC0415 - as above

    request = _request(arguments)
    return Many(
        request=request,
        listed_output=arguments.output,
        split=arguments.split,
        layout=arguments.layout,
        zip=arguments.zip,
        every=arguments.all_frames,
    )


def _request(arguments: argparse.Namespace) -> "Request":
    from annotator.engine.job import Request  # noqa: PLC0415 - as above

    return Request(
        input=arguments.input,
        masks=arguments.masks,
        output=arguments.output,
        range=arguments.range,
        direction=arguments.direction,
        resolution=arguments.resolution,
        overlay=arguments.overlay,
        resize_masks=arguments.resize_masks,
        binary=arguments.binary,
        overwrite=arguments.overwrite,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description="Carries masks through a video: one indexed PNG per frame, at source size. "
        "A project of the app is carried from its own masks, and takes the new ones in. Of a list "
        "of clips or a data set everything that is not done yet is done, by all processes of "
        "torchrun together.",
        epilog="Exit codes: 0 good, 2 something to mend (one sentence says what), 1 a bug, "
        "130 interrupted (finished masks stay).",
    )
    add = parser.add_argument
    add("--version", action="version", version=f"%(prog)s {__version__}")
    add(
        "input",
        type=Path,
        metavar="INPUT",
        help="a video file or a folder of images; or a project, NAME.sst, which is refused while "
        "it is open elsewhere; or a list (.txt: CLIP MASKS OUTPUT on every line; .csv: the same "
        "columns); or the root of a data set (DAVIS, YouTube-VOS), whose first masks are given",
    )
    add(
        "--masks",
        type=Path,
        help="an indexed PNG (0 background, 1-254 objects, 255 void) for the first frame of the "
        "range (the last with --direction backward), or a folder of FRAME.png: frame number with "
        "five digits from 00000 for a video, the image's name for images",
    )
    add(
        "--output",
        type=Path,
        metavar="DIR",
        help="where the masks go (a project without it takes them in as one step of undo)",
    )
    add("--media", type=Path, metavar="FILE", help="the video of a project, where it has moved")
    add(
        "--weights",
        default="sst-lite",
        metavar="NAME|FILE",
        help="shipped weights or a safetensors file (default: %(default)s)",
    )
    add(
        "--device",
        default="auto",
        choices=("auto", "cpu", "cuda", "mps"),
        help="where the model runs (default: %(default)s)",
    )
    _add_choices(parser)
    _add_many_options(parser)
    _add_switches(parser)
    return parser


def _add_switches(parser: argparse.ArgumentParser) -> None:
    """What is read otherwise, and what is written besides."""
    add = parser.add_argument
    add("--overlay", type=Path, metavar="FILE.mp4", help="also write the masks over the frames")
    add("--json", action="store_true", help="print one JSON object instead of sentences")
    add("--resize-masks", action="store_true", help="accept masks of another size than the frames")
    add("--binary", action="store_true", help="take 255 for object 1 in masks of 0 and 255")
    add("--overwrite", action="store_true", help="replace masks of the same names in DIR")


def _add_many_options(parser: argparse.ArgumentParser) -> None:
    """What goes with a data set."""
    add = parser.add_argument
    add("--split", metavar="NAME", help="of a data set (valid; 2017/val); default: all sequences")
    add(
        "--layout",
        choices=("davis", "youtube-vos"),
        help="for whose server results are laid out (default: youtube-vos where the data set has "
        "a meta.json, else davis)",
    )
    add("--zip", type=Path, metavar="FILE", help="pack the results of a data set for its server")
    add(
        "--all-frames",
        type=Path,
        metavar="DIR",
        help="walk through the frames of the full rate that lie here (valid_all_frames of "
        "YouTube-VOS); results are written for the same frames as without",
    )


def _add_choices(parser: argparse.ArgumentParser) -> None:
    """Which frames, which way, how large."""
    add = parser.add_argument
    add("--range", metavar="A:B", help="frames A to B-1, counted from 0 (default: all)")
    add(
        "--direction",
        choices=("forward", "backward", "both"),
        help="let objects go only this way from their masks (default: each frame is reached from "
        "its nearest masks)",
    )
    add(
        "--resolution",
        type=_resolution,
        default=480,
        metavar="PIXELS",
        help="short side of what the model sees (default: %(default)s)",
    )


def _resolution(text: str) -> int:
    pixels = int(text)
    if not 64 <= pixels <= 4320:
        raise argparse.ArgumentTypeError(f"{pixels} is not between 64 and 4320 pixels")
    return pixels


if __name__ == "__main__":
    sys.exit(main())
