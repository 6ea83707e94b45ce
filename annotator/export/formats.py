"""Which export formats there are and what can be chosen in each, as a light table."""

from dataclasses import dataclass
from typing import Final

from sst_core.errors import UserError
from sst_core.saying import said


@dataclass(frozen=True)
class Option:
    """One choice of a format.

    Attributes:
        name: How it is written in a job and on the command line.
        title: How a dialog labels it.
        default: The value where none is given.
        choices: The values there are; empty where any text is fine.
        help: One sentence about what it does.
    """

    name: str
    title: str
    default: str
    choices: tuple[str, ...]
    help: str


@dataclass(frozen=True)
class Format:
    """One layout that masks can be written in.

    Attributes:
        id: How it is named in a job and on the command line.
        title: Its name in a dialog.
        description: One sentence about what is written.
        options: What can be chosen.
    """

    id: str
    title: str
    description: str
    options: tuple[Option, ...] = ()

    def resolve(self, given: dict[str, str]) -> dict[str, str]:
        """The value of every option, defaults filled in.

        Raises:
            UserError: An option or one of its values does not exist.
        """
        known = {option.name: option for option in self.options}
        for name, value in given.items():
            if name not in known:
                offer = (
                    said("There are: {names}", names=", ".join(known)) if known else "Leave it out"
                )
                what = said("the format {id} has no option {name}", id=self.id, name=name)
                raise UserError(what, where="--option", todo=offer)
            choices = known[name].choices
            if choices and value not in choices:
                what = said("{value!r} is no value of {name}", value=value, name=name)
                raise UserError(
                    what,
                    where="--option",
                    todo=said("There are: {names}", names=", ".join(choices)),
                )
        return {name: given.get(name, option.default) for name, option in known.items()}


_IMAGES: Final = Option(
    "images",
    "Frames",
    "jpg",
    ("jpg", "png", "none"),
    "Frames as JPEG of quality 95, as lossless PNG, or not at all.",
)
_SPLIT: Final = Option(
    "split", "List", "train", (), "The list under ImageSets that names the sequence."
)

FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "davis",
        "DAVIS",
        "JPEGImages, Annotations (indexed PNG, DAVIS palette) and ImageSets, as in DAVIS 2017.",
        (
            _IMAGES,
            _SPLIT,
            Option(
                "folder",
                "Size folder",
                "auto",
                ("auto", "480p", "Full-Resolution", "none"),
                "The folder above the sequences; auto takes 480p for frames 480 pixels high, "
                "else Full-Resolution. Frames are never resized.",
            ),
        ),
    ),
    Format(
        "youtube-vos",
        "YouTube-VOS",
        "JPEGImages, Annotations and a meta.json with the category and frames of every object.",
        (_IMAGES,),
    ),
    Format(
        "coco",
        "COCO and YouTube-VIS",
        "instances.json (COCO) and youtube_vis.json with run-length masks, and the frames. Void "
        "becomes iscrowd regions that evaluation ignores.",
        (
            _IMAGES,
            Option(
                "files",
                "Files",
                "both",
                ("both", "coco", "youtube-vis"),
                "Which of the two json files to write.",
            ),
        ),
    ),
    Format(
        "png-per-object",
        "One PNG per object",
        "A black and white PNG for every object and frame, a folder per object.",
    ),
    Format(
        "rgba",
        "Cut-outs",
        "The objects on a transparent ground, as RGBA PNG.",
        (
            Option(
                "objects",
                "Objects",
                "together",
                ("together", "each"),
                "All objects in one picture, or a folder for each.",
            ),
        ),
    ),
    Format("overlay", "Overlay video", "An mp4 with the masks laid over the frames."),
    Format(
        "collection",
        "Collection for sst-train",
        "A collection that sst-train reads, with the provenance of every mask beside it.",
        (
            Option(_IMAGES.name, _IMAGES.title, "jpg", ("jpg", "png"), "JPEG 95 or lossless PNG."),
            _SPLIT,
            Option(
                "others",
                "Masks nobody accepted",
                "keep",
                ("keep", "void"),
                "Write them as they are, or as void, so that training does not learn from them.",
            ),
        ),
    ),
    Format(
        "qa",
        "QA report",
        "A page and two CSV tables: who made the masks, flicker, and what is empty, tiny, in "
        "pieces or jumping, each with its frame.",
        (
            Option(
                "pictures",
                "Pictures",
                "yes",
                ("yes", "no"),
                "Show what was found; frames have to be decoded for that.",
            ),
        ),
    ),
)


def find_format(name: str) -> Format:
    """The format of an id.

    Raises:
        UserError: There is none.
    """
    for entry in FORMATS:
        if entry.id == name:
            return entry
    offer = said("There are: {names}", names=", ".join(entry.id for entry in FORMATS))
    raise UserError(said("there is no format {name!r}", name=name), where="--format", todo=offer)
