"""Digests and identifiers made of text."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable

from eks_netlint.frontends.terraform.functions.signature import Call, Failure, function, scalar
from eks_netlint.frontends.terraform.shapes import NUMBER, STRING
from eks_netlint.values import Cause, Unknown, Value


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


@function("bcrypt", STRING, variadic=NUMBER)
def bcrypt(call: Call, *_: Value) -> Value:
    """Salted anew each time."""
    return Unknown("bcrypt: known after apply", call.span, Cause.APPLY)
