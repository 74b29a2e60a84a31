"""Functions over files, which are read only inside the scanned tree, and over their paths."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Callable

from eks_netlint.frontends.terraform.functions.signature import (
    OPEN,
    OPEN_STRING,
    Call,
    Failure,
    Files,
    Unsupported,
    function,
    scalar,
)
from eks_netlint.frontends.terraform.sets import set_of
from eks_netlint.frontends.terraform.shapes import STRING
from eks_netlint.values import Cause, Fields, Known, Unknown, Value


def _files(call: Call) -> Files:
    if call.files is None:
        raise Unsupported("no files at hand")
    return call.files


def _read(call: Call, path: Known[str], use: Callable[[bytes], Value]) -> Value:
    data = _files(call).read(path.value)
    return call.unknown(data) if isinstance(data, Unknown) else use(data)


def text_of(data: bytes, path: str) -> str:
    """The contents as text; raises ``Failure`` unless they are UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Failure(f"contents of {path} are not valid UTF-8") from None


@function("file", STRING)
def file(call: Call, path: Known[str]) -> Value:
    """The contents as text."""
    return _read(call, path, lambda data: call.known(text_of(data, path.value)))


@function("filebase64", STRING)
def filebase64(call: Call, path: Known[str]) -> Value:
    """The contents in base64."""
    return _read(call, path, lambda data: call.known(base64.b64encode(data).decode()))


def _file_digest(name: str) -> Callable[[Call, Known[str]], Value]:
    def apply(call: Call, path: Known[str]) -> Value:
        from eks_netlint.frontends.terraform.functions.digests import DIGESTS, digest

        algorithm, as_base64 = DIGESTS[name]
        return _read(call, path, lambda data: call.known(digest(algorithm, data, as_base64)))

    return apply


for _name, _digest in (
    ("filemd5", "md5"),
    ("filesha1", "sha1"),
    ("filesha256", "sha256"),
    ("filesha512", "sha512"),
    ("filebase64sha256", "base64sha256"),
    ("filebase64sha512", "base64sha512"),
):
    function(_name, STRING)(_file_digest(_digest))


@function("fileexists", STRING)
def fileexists(call: Call, path: Known[str]) -> Value:
    """Whether there is such a file."""
    found = _files(call).exists(path.value)
    return call.unknown(found) if isinstance(found, Unknown) else call.known(found)


@function("fileset", STRING, STRING)
def fileset(call: Call, base: Known[str], pattern: Known[str]) -> Value:
    """Files below a folder that match a pattern."""
    found = _files(call).glob(base.value, pattern.value)
    if isinstance(found, Unknown):
        return call.unknown(found)
    members = call.items([call.known(path) for path in found], None, "set")
    return set_of(members.members, None, members)


@function("templatefile", STRING, OPEN)
def templatefile(call: Call, path: Known[str], variables: Value) -> Value:
    """The file as a template, filled in with the variables."""
    fields = _variables(call, variables)
    if isinstance(fields, Unknown):
        return fields
    files = _files(call)
    data = files.read(path.value)
    if isinstance(data, Unknown):
        return call.unknown(data)
    return files.render(text_of(data, path.value), fields, call.span)


@function("templatestring", OPEN_STRING, OPEN)
def templatestring(call: Call, template: Value, variables: Value) -> Value:
    """A string as a template, filled in with the variables."""
    fields = _variables(call, variables)
    if isinstance(fields, Unknown):
        return fields
    if not isinstance(template, Known):
        return call.unknown(template) if isinstance(template, Unknown) else template
    return _files(call).render(str(template.value), fields, call.span)


def _variables(call: Call, variables: Value) -> Fields | Unknown:
    if isinstance(variables, Unknown):
        return call.unknown(variables)
    if not isinstance(variables, Fields):
        raise Failure("the variables must be a map")
    return variables


@scalar("basename", STRING)
def basename(path: str) -> str:
    """The last part of a path."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@scalar("dirname", STRING)
def dirname(path: str) -> str:
    """All but the last part of a path."""
    return _clean(path[: path.rfind("/") + 1])


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path) if path else "."
    return "/" + cleaned.lstrip("/") if cleaned.startswith("//") else cleaned


@function("pathexpand", OPEN_STRING)
def pathexpand(call: Call, path: Value) -> Value:
    """The path; the home folder is nobody's whom we know."""
    if isinstance(path, Known) and not str(path.value).startswith("~"):
        return path
    if isinstance(path, Unknown):
        return call.unknown(path)
    return Unknown("pathexpand: the home folder is not known", call.span, Cause.OUTSIDE)


@function("abspath", OPEN_STRING)
def abspath(call: Call, path: Value) -> Value:
    """The path from the root; where the tree will stand when Terraform runs is not known."""
    if isinstance(path, Known) and str(path.value).startswith("/"):
        return call.known(_clean(str(path.value)))
    if isinstance(path, Unknown):
        return call.unknown(path)
    return Unknown("abspath: the working folder is not known", call.span, Cause.OUTSIDE)


