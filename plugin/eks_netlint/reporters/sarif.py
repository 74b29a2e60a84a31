"""The report as SARIF 2.1.0 for code scanning: one run, places on the attribute, no ignored results.

What GitHub requires and shows is listed in docs/decisions/0006-engine-and-reports.md.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from urllib.parse import quote

from eks_netlint import __version__
from eks_netlint.explain import doc_of, page_of
from eks_netlint.report import Finding
from eks_netlint.reporters.fingerprints import line_hashes
from eks_netlint.reporters.fixes import insertion, where_it_belongs
from eks_netlint.reporters.sums import sum_lines
from eks_netlint.reporters.view import View, as_json, harmless, header
from eks_netlint.rules import Fix, Rule, Severity
from eks_netlint.source import Document, Problem, Span

Json = dict[str, object]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/eks-netlint/eks-netlint"
_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_URGENCY = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "recommendation"}
_MOST = 1024  # characters of a description that GitHub takes
_RELATED = 10  # locations GitHub keeps; further ones stay in the sum's text


def render(view: View) -> str:
    """The report as SARIF in ASCII; paths relative to the repository, columns in UTF-16 units."""
    rules = sorted(view.rules.values(), key=lambda rule: rule.id)
    index = {rule.id: number for number, rule in enumerate(rules)}
    hashes = _Hashes()
    run: Json = {
        "tool": {
            "driver": {
                "name": "eks-netlint",
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": "eks-netlint/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The repository that was analysed."}}},
        "invocations": [_invocation(view)],
        "results": [_result(finding, index.get(finding.rule), view, hashes) for finding in view.report.findings],
    }
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


class _Hashes:
    """Line hashes of each document, worked out once."""

    def __init__(self) -> None:
        self._known: dict[Document, tuple[str, ...]] = {}

    def of(self, span: Span) -> str:
        document = span.document
        if document not in self._known:
            self._known[document] = line_hashes(document.data.decode("utf-8", "replace"))
        return self._known[document][span.line - 1]


def _rule(rule: Rule[object]) -> Json:
    doc = doc_of(rule)
    sections = (("Why it matters", doc.why), ("How to fix", doc.fix), ("Known limits", doc.limits))
    told = [(title, text) for title, text in sections if text]
    markdown = "\n\n".join([doc.summary, *(f"**{title}.** {text}" for title, text in told)])
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": doc.summary[:_MOST]},
        "fullDescription": {"text": " ".join(f"{doc.summary} {doc.why}".split())[:_MOST]},
        "help": {
            "text": "\n\n".join([doc.summary, *(f"{title}: {text}" for title, text in told)]),
            "markdown": f"{markdown}\n\n[{rule.id} {rule.name}]({page_of(rule.id)})",
        },
        "helpUri": page_of(rule.id),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["eks", "kubernetes", "network"],
            "precision": "high",
            "problem.severity": _URGENCY[rule.severity],
        },
    }


def _result(finding: Finding, index: int | None, view: View, hashes: _Hashes) -> Json:
    related = _related(finding, view)
    result: Json = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding, related, view)},
        "locations": [{"physicalLocation": _physical(finding.at, view), **_logical(finding)}],
        "partialFingerprints": {
            "primaryLocationLineHash": hashes.of(finding.at),
            "resource/v1": _digest(finding.rule, finding.network, finding.resource),
        },
        "properties": {"confidence": finding.confidence, "network": finding.network},
    }
    if index is not None:
        result["ruleIndex"] = index
    if finding.fixes:
        result["fixes"] = [_together(finding.fixes, view)]
        result["message"] = _with_fixes(_message(finding, related, view), finding.fixes, view)
    if related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": said}, "physicalLocation": _physical(span, view)}
            for number, (span, said) in enumerate(related, 1)
        ]
    return result


def _logical(finding: Finding) -> Json:
    addresses = [address for address in (finding.resource, *finding.also) if address]
    if not addresses:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": harmless(one), "kind": "resource"} for one in addresses]}


def _message(finding: Finding, related: Sequence[tuple[Span, str]], view: View) -> str:
    """A first sentence that stands alone, then the sum, what was assumed, and links to the related places."""
    text = _unlinked(finding.message)
    parts = [text[:1].upper() + text[1:] + "."]
    sums = [" ".join(_unlinked(line).split()) for line in sum_lines(finding.sum, view.place)]
    if sums:
        parts.append("; ".join(sums) + ".")
    if finding.assumed:
        parts.append(f"Assumed: {'; '.join(_unlinked(one) for one in finding.assumed)}.")
    if related:
        links = (f"[{_link(said)}]({number})" for number, (_, said) in enumerate(related, 1))
        parts.append(f"See {', '.join(links)}.")
    return " ".join(parts)


def _with_fixes(text: str, fixes: Sequence[Fix], view: View) -> Json:
    """The message with what to paste: as text on lines of its own, in Markdown as code."""
    plain, marked, fence = [text], [text], "`" * 3
    for fix in fixes:
        lines = [harmless(line) for line in fix.text.split("\n")]
        head = f"To fix, {where_it_belongs(fix, view.place)}:"
        plain += ["", head, "", *(f"    {line}" for line in lines)]
        marked += ["", head, "", f"{fence}hcl", *lines, fence]
    return {"text": "\n".join(plain), "markdown": "\n".join(marked)}


def _together(fixes: Sequence[Fix], view: View) -> Json:
    """The same for programs: texts that are put in before lines."""
    said = "; ".join(where_it_belongs(fix, view.place) for fix in fixes)
    return {
        "description": {"text": said[:1].upper() + said[1:] + "."},
        "artifactChanges": [_change(fix, view) for fix in fixes],
    }


def _change(fix: Fix, view: View) -> Json:
    line, text = insertion(fix)
    region: Json = {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1}
    replacement: Json = {"deletedRegion": region, "insertedContent": {"text": text}}
    place: Json = {"uri": _uri(fix.block.path, view), "uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": place, "replacements": [replacement]}


def _related(finding: Finding, view: View) -> list[tuple[Span, str]]:
    """Other places of the story: what the rule points at, then where the numbers of the sum stand, each once."""
    places = {span: _unlinked(said) or view.place(span) for span, said in finding.see}
    for line in finding.sum:
        if line.span is not None and line.span != finding.at:
            places.setdefault(line.span, _unlinked(line.label) or line.role)
    return list(places.items())[:_RELATED]


def _physical(span: Span, view: View) -> Json:
    line, column, end_line, end_column = header(span)
    return {
        "artifactLocation": {"uri": _uri(span.path, view), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": line,
            "startColumn": _units(span.document, line, column),
            "endLine": end_line,
            "endColumn": _units(span.document, end_line, end_column),
        },
    }


def _units(document: Document, line: int, column: int) -> int:
    """A column counted in UTF-16 units instead of characters."""
    before = document.line_text(line)[: column - 1]
    return column if before.isascii() else column + sum(ord(character) > 0xFFFF for character in before)


def _invocation(view: View) -> Json:
    """Whether everything was read; what was not, and what else a reader should know, as notifications."""
    problems = [_notification("error", problem.message, _where(problem, view)) for problem in view.report.problems]
    notes = [_notification("note", note.message, None) for note in view.report.notes]
    invocation: Json = {"executionSuccessful": not problems}
    if problems or notes:
        invocation["toolExecutionNotifications"] = problems + notes
    return invocation


def _notification(level: str, message: str, location: Json | None) -> Json:
    told: Json = {"level": level, "message": {"text": _unlinked(message)}}
    if location is not None:
        told["locations"] = [{"physicalLocation": location}]
    return told


def _where(problem: Problem, view: View) -> Json | None:
    if not problem.path:
        return None
    place: Json = {"artifactLocation": {"uri": _uri(problem.path, view), "uriBaseId": "%SRCROOT%"}}
    if problem.line is not None:
        place["region"] = {"startLine": problem.line}
    return place


def _uri(path: str, view: View) -> str:
    """The path as a relative URI, byte for byte: names of files need not be text."""
    return quote(os.fsencode(view.repository_path(path)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _unlinked(text: str) -> str:
    """Foreign text in which nothing reads as a link of ours."""
    return harmless(text).replace("](", "] (")


def _link(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
