"""Base64, URLs, digests and identifiers."""

from __future__ import annotations

import base64
import binascii
import codecs
import hashlib
import urllib.parse
import uuid
from collections.abc import Callable

from eks_netlint.frontends.terraform.functions.signature import (
    OPEN_STRING,
    Call,
    Failure,
    Unsupported,
    function,
    scalar,
)
from eks_netlint.frontends.terraform.reasons import either
from eks_netlint.frontends.terraform.shapes import NUMBER, STRING
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


def _digest(algorithm: Callable[[bytes], hashlib._Hash], as_base64: bool) -> Callable[[str], str]:
    def apply(text: str) -> str:
        return digest(algorithm, text.encode("utf-8", "surrogatepass"), as_base64)

    return apply


def digest(algorithm: Callable[[bytes], hashlib._Hash], data: bytes, as_base64: bool) -> str:
    """A digest in hexadecimal digits or in base64."""
    made = algorithm(data)
    return base64.b64encode(made.digest()).decode() if as_base64 else made.hexdigest()


DIGESTS: dict[str, tuple[Callable[[bytes], hashlib._Hash], bool]] = {
    "md5": (hashlib.md5, False),
    "sha1": (hashlib.sha1, False),
    "sha256": (hashlib.sha256, False),
    "sha512": (hashlib.sha512, False),
    "base64sha256": (hashlib.sha256, True),
    "base64sha512": (hashlib.sha512, True),
}

for _name, (_algorithm, _as_base64) in DIGESTS.items():
    scalar(_name, STRING)(_digest(_algorithm, _as_base64))

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


@scalar("uuidv5", STRING, STRING)
def uuidv5(namespace: str, name: str) -> str:
    """The identifier of a name in a namespace."""
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        raise Failure("the namespace is neither dns, url, oid, x500 nor a uuid") from None
    return str(uuid.uuid5(space, name))


@function("rsadecrypt", STRING, STRING)
def rsadecrypt(call: Call, *_: Value) -> Value:
    """Nobody's secrets are decrypted here."""
    raise Unsupported("not evaluated")


@function("bcrypt", STRING, variadic=NUMBER)
def bcrypt(call: Call, *_: Value) -> Value:
    """Salted anew each time."""
    return Unknown("bcrypt: known after apply", call.span, Cause.APPLY)
