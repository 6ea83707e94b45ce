"""Plain random damage to bytes, json and sqlite files: what runs where no fuzzer is installed."""

import json
import random
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

_NASTY: tuple[object, ...] = (
    *(0, -1, 1, 254, 255, 256, 100_000, 2**31 - 1, 2**31, 2**63 - 1, -(2**63), 10**30),
    *(0.5, 1e308, float("nan"), float("inf"), True, False, None, [], {}, [[]], [None], {"": None}),
    *("", " ", "../../x", "/etc/passwd", "..\\..\\x", "a/b", "CON", "nul.", "x" * 5000, "\0", "💥"),
    *("0" * 5000, "[" * 3000, "-1", "1e999", "\ud800"),
)
_TOKENS = (
    *(
        b"\x00" * 8,
        b"\xff" * 8,
        b"\x7f\xff\xff\xff",
        b"\x80\x00\x00\x00",
        b"moov",
        b"mdat",
        b"IDAT",
    ),
    *(
        b"IHDR",
        b"PLTE",
        b"IEND",
        b"tRNS",
        b"stco",
        b"stsz",
        b"stts",
        b"avcC",
        b"trun",
        b"../",
        b"{",
    ),
)


def damaged(seed: bytes, draw: random.Random) -> bytes:
    """A few random changes to bytes: flips, numbers, cuts, repeats, words that mean something."""
    data = bytearray(seed)
    for _ in range(draw.choice((1, 1, 2, 3, 8, 30))):
        if not data:
            data = bytearray(draw.randbytes(draw.randrange(64)))
        place = _place(len(data), draw)
        match draw.randrange(8):
            case 0 if data:
                data[place] ^= 1 << draw.randrange(8)
            case 1 if data:
                data[place] = draw.randrange(256)
            case 2:
                number = draw.choice(
                    (0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 100_000, draw.getrandbits(32))
                )
                data[place : place + 4] = struct.pack(draw.choice(("<I", ">I")), number)
            case 3:
                del data[place : place + draw.choice((1, 4, 64, 4096))]
            case 4:
                data[place:place] = data[place : place + draw.choice((1, 16, 512))]
            case 5:
                data = data[:place] if draw.random() < 0.3 else data
            case 6:
                token = draw.choice(_TOKENS)
                data[place : place + len(token)] = token
            case _:
                data[place:place] = draw.randbytes(draw.choice((1, 4, 32)))
    return bytes(data)


def _place(length: int, draw: random.Random) -> int:
    """Anywhere, but often near the beginning, where headers are."""
    return min(length - 1, draw.randrange(length) if draw.random() < 0.5 else draw.randrange(256))


def damaged_json(seed: Any, draw: random.Random) -> bytes:  # noqa: ANN401 - what json holds
    """A value as json, with some of its parts replaced by what nobody expects there."""
    if draw.random() < 0.02:
        return draw.choice((b"[" * 200_000, b'{"a":' * 100_000, b"9" * 10_000, b"\xef\xbb\xbf{}"))
    content = json.loads(json.dumps(seed))
    for _ in range(draw.choice((1, 1, 2, 4))):
        content = _changed(content, draw)
    return json.dumps(content).encode("utf-8", "surrogatepass")


def _changed(value: Any, draw: random.Random) -> Any:  # noqa: ANN401 - what json holds
    if isinstance(value, dict) and value and draw.random() < 0.9:
        key = draw.choice(list(value))
        match draw.randrange(10):
            case 0:
                del value[key]
            case 1:
                value[str(draw.choice(_NASTY))[:200]] = value.pop(key)
            case _:
                value[key] = _changed(value[key], draw)
        return value
    if isinstance(value, list) and value and draw.random() < 0.9:
        place = draw.randrange(len(value))
        match draw.randrange(10):
            case 0:
                del value[place]
            case 1:
                value.insert(place, value[place])
            case _:
                value[place] = _changed(value[place], draw)
        return value
    return draw.choice(_NASTY)


def damage_sqlite(path: Path, draw: random.Random) -> None:
    """Puts values that nobody expects into rows of a sound SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        tables = [row[0] for row in rows if not row[0].startswith("sqlite_")]
        for _ in range(draw.choice((1, 1, 2, 5))):
            table = draw.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column = draw.choice(columns)
            try:
                _damage_cell(connection, table, column, draw)
            except (sqlite3.Error, UnicodeEncodeError, OverflowError):
                continue  # a constraint held
        connection.commit()


def _damage_cell(
    connection: sqlite3.Connection, table: str, column: str, draw: random.Random
) -> None:
    where = "" if draw.random() < 0.3 else "WHERE rowid IN (SELECT rowid FROM _ LIMIT 1)"
    if "WITHOUT ROWID" in str(
        connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    ):
        where = ""
    if draw.random() < 0.1:
        connection.execute(f"DELETE FROM {table}")
        return
    old = connection.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchone()
    new = draw.choice(_NASTY)
    if old and isinstance(old[0], bytes) and draw.random() < 0.8:
        new = damaged(old[0], draw)
    elif isinstance(new, list | dict):
        new = json.dumps(new)
    connection.execute(f"UPDATE {table} SET {column} = ? {where.replace('_', table)}", (new,))
