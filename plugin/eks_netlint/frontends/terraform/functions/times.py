"""Functions over timestamps; the present is known only after apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from eks_netlint.frontends.terraform.functions.signature import Call, Failure, Unsupported, function, scalar
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Cause, Unknown, Value

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)([.,]\d+)?(Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_DURATION = re.compile(r"(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _later(call: Call, *_: Value) -> Value:
    return Unknown(f"{call.name}: known after apply", call.span, Cause.APPLY)


for _name in ("timestamp", "plantimestamp", "uuid"):
    function(_name)(_later)


def parse(text: str) -> tuple[datetime, int]:
    """A moment in its own offset, to the second, and the nanoseconds beyond; raises ``Failure`` if it is none."""
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise Failure(f'not a valid RFC3339 timestamp: "{text}"')
    year, month, day, hour, minute, second = (int(found.group(index)) for index in range(1, 7))
    offset = timedelta()
    if found.group(8) != "Z":
        hours, minutes = int(found.group(10)), int(found.group(11))
        if hours > 24 or minutes > 60:
            raise Failure(f'not a valid RFC3339 timestamp: "{text}"')
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if found.group(9) == "-" else 1)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset))
    except ValueError:
        raise Failure(f'not a valid RFC3339 timestamp: "{text}"') from None
    return moment, int((found.group(7) or ".0")[1:10].ljust(9, "0"))


def _offset(moment: datetime) -> tuple[str, str, str]:
    """The sign, hours and minutes of the offset."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    return "-" if minutes < 0 else "+", f"{abs(minutes) // 60:02d}", f"{abs(minutes) % 60:02d}"


def _text(moment: datetime) -> str:
    sign, hours, minutes = _offset(moment)
    zone = "Z" if hours == minutes == "00" else f"{sign}{hours}:{minutes}"
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}{zone}"


def duration(text: str) -> int:
    """Nanoseconds of a duration such as ``1h30m`` or ``-1.5h``."""
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return 0
    total, at = Decimal(0), 0
    while at < len(body):
        found = _DURATION.match(body, at)
        if found is None or not (found.group(1) or found.group(2)) or len(found.group()) > 40:
            raise Failure(f'invalid duration "{text}"')
        total += Decimal(f"{found.group(1) or '0'}.{found.group(2) or '0'}") * _UNITS[found.group(3)]
        at = found.end()
    if not body or total >= 2**63:
        raise Failure(f'invalid duration "{text}"')
    return -int(total) if text.startswith("-") else int(total)


@scalar("timeadd", STRING, STRING)
def timeadd(stamp: str, amount: str) -> str:
    """The moment so much later."""
    moment, nanoseconds = parse(stamp)
    seconds = (nanoseconds + duration(amount)) // 10**9
    try:
        return _text(moment + timedelta(seconds=seconds))
    except OverflowError:
        raise Unsupported("year out of range") from None


@scalar("timecmp", STRING, STRING)
def timecmp(one: str, two: str) -> int:
    """-1, 0 or 1."""
    first, second = parse(one), parse(two)
    return (first > second) - (first < second)


@scalar("formatdate", STRING, STRING)
def formatdate(template: str, stamp: str) -> str:
    """The moment in another notation."""
    moment, _ = parse(stamp)
    return "".join(_piece(token, moment) for token in _tokens(template))


def _tokens(template: str) -> Iterator[str]:
    """Quoted stretches, runs of one letter, and single other characters."""
    at = 0
    while at < len(template):
        letter = template[at]
        end = at + 1
        if letter == "'":
            end = _quote_end(template, at)
        elif letter.isascii() and letter.isalpha():
            while end < len(template) and template[end] == letter:
                end += 1
        yield template[at:end]
        at = end


def _quote_end(template: str, at: int) -> int:
    if template.startswith("''", at):
        return at + 2
    end = at + 1
    while True:
        end = template.find("'", end)
        if end < 0:
            raise Failure("unterminated literal '")
        if not template.startswith("''", end):
            return end + 1
        end += 2


def _piece(token: str, moment: datetime) -> str:
    letter, size = token[0], len(token)
    if letter == "'":
        return "'" if token == "''" else token[1:-1].replace("''", "'")
    if not (letter.isascii() and letter.isalpha()):
        return token
    sign, hours, minutes = _offset(moment)
    utc = hours == minutes == "00"
    half = moment.hour % 12 or 12
    day = _DAYS[moment.weekday()]
    month = _MONTHS[moment.month - 1]
    found = {
        "Y": {2: f"{moment.year % 100:02d}", 4: f"{moment.year:04d}"},
        "M": {1: str(moment.month), 2: f"{moment.month:02d}", 3: month[:3], 4: month},
        "D": {1: str(moment.day), 2: f"{moment.day:02d}"},
        "E": {3: day[:3], 4: day},
        "h": {1: str(moment.hour), 2: f"{moment.hour:02d}"},
        "H": {1: str(half), 2: f"{half:02d}"},
        "A": {2: "AM" if moment.hour < 12 else "PM"},
        "a": {2: "am" if moment.hour < 12 else "pm"},
        "m": {1: str(moment.minute), 2: f"{moment.minute:02d}"},
        "s": {1: str(moment.second), 2: f"{moment.second:02d}"},
        "Z": {
            1: "Z" if utc else f"{sign}{hours}:{minutes}",
            3: "UTC" if utc else sign + hours + minutes,
            4: sign + hours + minutes,
            5: f"{sign}{hours}:{minutes}",
        },
    }.get(letter, {}).get(size)
    if found is None:
        raise Failure(f'invalid date format verb "{token}"')
    return found
