"""How bytes of the scanned tree are read: regular files of a bounded size that lie inside it, and nothing else."""

from __future__ import annotations

import os
import stat
from io import FileIO
from pathlib import Path

MAX_BYTES = 4_000_000
"""Size of the largest file that is read: manifests of several megabytes are handed to Kubernetes."""

MAX_PARSED = 1_000_000
"""Size of the largest file that is parsed; the largest of Terraform that we met has 0.3 million bytes.  The parser
takes seconds for a megabyte of the worst sort."""


class Unreadable(Exception):
    """Why a file was not read, in lower case; ``outside`` says that it lies outside the tree."""

    def __init__(self, why: str, outside: bool = False) -> None:
        super().__init__(why)
        self.outside = outside


def read_bytes(path: Path, tree: Path | None, most: int = MAX_BYTES) -> bytes:
    """The file's contents; raises ``Unreadable``.

    The folder of ``path`` must be free of links: whoever found the file resolved it.  The file itself may be a link
    to another one inside ``tree``; without a tree (a file the user named) it may lead anywhere.
    """
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(path)
            if tree is not None and not Path(os.path.realpath(path)).is_relative_to(tree):
                raise Unreadable("is a link out of the scanned tree: not read", outside=True)
        if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for its writer
            raise Unreadable(f"is {'a folder' if stat.S_ISDIR(status.st_mode) else 'no regular file'}: not read")
        if status.st_size > most:
            raise Unreadable(f"is larger than {most} bytes: not read")
        with FileIO(path) as file:  # without a buffer: half the time for what is read at once
            return file.readall()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Unreadable(f"cannot be read: {error}") from error
