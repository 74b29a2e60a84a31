"""Tables written as comma-separated values."""

from __future__ import annotations

import csv
import io

from eks_netlint.frontends.terraform.functions.signature import Call, Failure, function
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Fields, Known, Value


@function("csvdecode", STRING)
def csvdecode(call: Call, text: Known[str]) -> Value:
    """Rows as objects with the names of the first row."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text.value, newline=""), strict=True) if row]
    except csv.Error as error:
        raise Failure(f"invalid CSV: {error}") from None
    if not rows:
        raise Failure("missing header line")
    names = rows[0]
    if len(set(names)) < len(names):
        raise Failure("duplicate column name")
    if any(len(row) != len(names) for row in rows):
        raise Failure("a row has another number of fields than the header")
    return call.items(
        [
            Fields({name: call.known(cell) for name, cell in zip(names, row, strict=True)}, None, "object", call.span)
            for row in rows[1:]
        ]
    )
