"""GitHub's fingerprint of a line, by which code scanning knows an alert again after lines moved."""

from __future__ import annotations

_WINDOW = 100  # UTF-16 units that the hash of a line looks at
_MASK = (1 << 64) - 1
_EOF = 65535
_FACTOR = 37
_OUT = pow(_FACTOR, _WINDOW, 1 << 64)  # weight of the unit that leaves the window


def line_hashes(text: str) -> tuple[str, ...]:
    """``hash:occurrence`` of every line of a file, as codeql-action's ``src/fingerprints.ts`` works it out.

    A rolling hash over the 100 UTF-16 units from the start of each line, spaces and tabs left out, CR and CRLF read
    as LF, the end of the file as 65535 and then zeros; the occurrence counts lines with the same hash.
    """
    units = _units(text)
    significant: list[int] = []
    starts = [0]  # index into ``significant`` of the first unit of each line
    for unit in units:
        if unit in (32, 9):
            continue
        significant.append(unit)
        if unit == 10:
            starts.append(len(significant))
    significant.append(_EOF)
    hashes = _windows(significant)
    seen: dict[int, int] = {}
    out = []
    for start in starts:
        value = hashes[start]
        seen[value] = seen.get(value, 0) + 1
        out.append(f"{value:x}:{seen[value]}")
    return tuple(out)


def _units(text: str) -> list[int]:
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le", "surrogatepass")
    return list(memoryview(data).cast("H")) if data else []


def _windows(units: list[int]) -> list[int]:
    """For every index the hash of the window that starts there, zero padded past the end."""
    padded = units + [0] * _WINDOW
    value = 0
    for unit in padded[:_WINDOW]:
        value = (value * _FACTOR + unit) & _MASK
    hashes = [value]
    for leaving, entering in zip(units[:-1], padded[_WINDOW:], strict=False):  # the zeros at the end are padding
        value = (value * _FACTOR + entering - _OUT * leaving) & _MASK
        hashes.append(value)
    return hashes
