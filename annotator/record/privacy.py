"""Takes out of a text what is nobody's business: folders, names of files, the user's name."""

import re
import sys
from functools import cache
from pathlib import Path
from typing import Final

_HOUSE: Final = Path(__file__).resolve().parents[2]
_PLACE: Final = re.compile(
    r"""(?<![\w.~>…/\\])(?:[A-Za-z]:\\|\\\\|/)          # a root: /, C:\, \\server
    (?:[^/\\\n:"'<>|*?]+[/\\])*                      # folders, which may hold blanks
    (?:
        [^/\\\n:"'<>|*?]*?(\.\w{1,8})(?=[\s:"'<>|*?,;)]|\.?$|\.\s)   # a name with a suffix
        | [^/\\\s:"'<>|*?,;)]*                       # or one without, up to the next blank
    )""",
    re.VERBOSE | re.MULTILINE,
)


def plain(text: str) -> str:
    """A text without personal paths: "/media/ann/My clips/dog.mp4" becomes "<a path>.mp4".

    Places of this program and of Python stay, as far as they are the same on every machine.
    """
    for root, name in _roots():
        text = text.replace(root, name)
    return _PLACE.sub(lambda found: f"<a path>{found[1] or ''}" if len(found[0]) > 1 else "/", text)


@cache
def _roots() -> tuple[tuple[str, str], ...]:
    """Places of the program, longest first, and what stands for them."""
    libraries = {str(Path(path).resolve()) for path in sys.path if "site-packages" in path}
    found = dict.fromkeys(libraries, "<libraries>")
    found |= {str(Path(sys.base_prefix).resolve()): "<python>", sys.prefix: "<python>"}
    found |= {str(_HOUSE): "<program>"}
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))
