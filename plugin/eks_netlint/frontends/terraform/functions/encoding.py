"""Base64, character sets and URLs."""

from __future__ import annotations

import base64
import binascii
import codecs
import urllib.parse

from eks_netlint.frontends.terraform.functions.signature import (
    OPEN_STRING,
    Call,
    Failure,
    Unsupported,
    function,
    scalar,
)
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Cause, Encoded, Known, Unknown, Value


def encoded(call: Call, text: Value, blame: Unknown | None = None) -> Value:
    """A string whose text is unknown and whose content is at hand."""
    reason = either(blame, text if isinstance(text, Unknown) else Unknown("not evaluated", None, Cause.UNSUPPORTED))
    return Encoded(reason.why, call.span if call.span is not None else reason.span, reason.cause, text)


@function("base64encode", OPEN_STRING)
def base64encode(call: Call, text: Value) -> Value:
    """The text in base64; the text itself stays at hand, for user data is written so."""
    if isinstance(text, Known):
        return call.known(base64.b64encode(str(text.value).encode("utf-8", "surrogatepass")).decode(), text)
    return encoded(call, text)


@function("base64gzip", OPEN_STRING)
def base64gzip(call: Call, text: Value) -> Value:
    """Compressed text; Go's compressor is not repeated here, but what it is given stays at hand."""
    return encoded(call, text)


@function("base64decode", OPEN_STRING)
def base64decode(call: Call, text: Value) -> Value:
    """The text behind base64."""
    if isinstance(text, Known):
        if isinstance(text.decoded, Known) and isinstance(text.decoded.value, str):
            return text.decoded
        try:
            return call.known(decoded_bytes(str(text.value)).decode())
        except UnicodeDecodeError:
            raise Failure("the decoded bytes are not valid UTF-8") from None
    if isinstance(text, Encoded) and isinstance(text.decoded, Unknown):
        return text.decoded
    return call.unknown(text) if isinstance(text, Unknown) else text


def decoded_bytes(text: str) -> bytes:
    """The bytes behind base64; line ends are ignored and nothing else, as in Go."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Failure("invalid base64") from None


def _codec(name: str) -> str:
    """Python's codec for an IANA name of a character set."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        raise Unsupported(f'"{name}" is not a supported character set') from None
    if found in ("base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "unicode_escape"):
        raise Failure(f'"{name}" is not a supported character set')
    # Go writes UTF-16 big-endian with its mark, Python in the order of the machine
    return found


@scalar("textencodebase64", STRING, STRING)
def textencodebase64(text: str, name: str) -> str:
    """The text in a character set, in base64."""
    codec = _codec(name)
    try:
        data = b"\xfe\xff" + text.encode("utf-16-be") if codec == "utf-16" else text.encode(codec)
    except UnicodeEncodeError:
        raise Failure(f"the string contains characters that cannot be represented in {name}") from None
    return base64.b64encode(data).decode()


@scalar("textdecodebase64", STRING, STRING)
def textdecodebase64(text: str, name: str) -> str:
    """The text in a character set behind base64."""
    codec = _codec(name)
    try:
        result = decoded_bytes(text).decode(codec)
    except UnicodeDecodeError:
        result = "\ufffd"
    if "\ufffd" in result:
        raise Failure(f"the string contains symbols that are not defined for {name}")
    return result


@scalar("urlencode", STRING)
def urlencode(text: str) -> str:
    """The text as part of a query."""
    return urllib.parse.quote_plus(text, safe="~")


@function("rsadecrypt", STRING, STRING)
def rsadecrypt(call: Call, *_: Value) -> Value:
    """Nobody's secrets are decrypted here."""
    raise Unsupported("not evaluated")
