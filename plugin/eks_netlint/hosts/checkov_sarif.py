"""checkov's SARIF with our numbers in it, and valid.

checkov (seen in 3.1.47 and 3.3.30) writes the details of a check as ``"attachments": [{"description": "text"}]``.  The
SARIF schema wants an ``artifactLocation`` there and a message object, so GitHub refuses the whole upload, findings of
other checks included; and the message of a result is the name of its check.  Here the details become the message.

Importing this module makes the repair.  checkov scans each framework in a child process and writes SARIF in the parent,
which never loads external checks; but it unpickles the child's records, and their ``Details`` live here.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable

from checkov.common.output.sarif import Sarif

Json = dict[str, object]

_MARK = "_repaired_by_eks_netlint"


class Details(list[str]):
    """What a record says beyond the name of its check; unpickling one imports this module."""


def repair_results(results: list[Json]) -> list[Json]:
    """The results with every textual attachment moved into the message; anything else is left as it is.

    A checkov that writes attachments as the schema wants them, or none, is not touched.
    """
    return [_repaired(result) for result in results]


def _repaired(result: Json) -> Json:
    attachments, message = result.get("attachments"), result.get("message")
    if not (isinstance(attachments, list) and isinstance(message, dict)):
        return result
    told = [text for one in attachments if (text := _text(one)) is not None]
    if not told:
        return result
    ours = str(result.get("ruleId")).startswith("EKN")
    return {
        **result,
        "message": {**message, "text": "\n".join(told if ours else [str(message.get("text")), *told])},
        "attachments": [one for one in attachments if _text(one) is None],
    }


def _text(attachment: object) -> str | None:
    """The text of an attachment that is nothing else."""
    description = attachment.get("description") if isinstance(attachment, dict) else None
    return description if isinstance(description, str) else None


def repair() -> None:
    """Put ``repair_results`` behind checkov's own writer, once; say so where the writer is not the one we know."""
    write: Callable[[Sarif], list[Json]] | None = getattr(Sarif, "_create_results", None)
    if write is None:
        logging.getLogger(__name__).warning(
            "eks-netlint: this checkov writes SARIF in a way not known here; "
            "use 'eks-netlint check --format sarif' if its SARIF lacks our messages"
        )
        return
    if getattr(write, _MARK, False):
        return

    @functools.wraps(write)
    def repaired(self: Sarif) -> list[Json]:
        return repair_results(write(self))

    setattr(repaired, _MARK, True)
    Sarif._create_results = repaired  # type: ignore[method-assign]  # that is the repair


repair()
