"""The prose of a rule: its docstring taken apart, and printed for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.records import dataclass, fields
from eks_netlint.rules import Rule

PAGES = "https://github.com/eks-netlint/eks-netlint/blob/main/docs/rules/"
"""Where the generated page of each rule is published."""

OPT_IN = "Runs only where it is selected, or given a severity in the config."

_HEADINGS = {
    "Why it matters": "why",
    "How to fix": "fix",
    "Known limits": "limits",
    "Settings": "settings",
    "Sources": "sources",
}


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """The sections of a rule's docstring, each dedented; empty where the rule has no such section."""

    summary: str
    why: str = ""
    fix: str = ""
    limits: str = ""
    settings: str = ""
    sources: str = ""


def parse_doc(doc: str) -> RuleDoc:
    """Take a docstring apart: the first paragraph, then indented blocks under the headings of style C.

    Text under a heading we do not know, or outside any, stays with the section before it.
    """
    blocks: dict[str, list[str]] = {"summary": []}
    current = "summary"
    for line in _dedented(doc.splitlines()).splitlines():
        section = _HEADINGS.get(line.strip().rstrip(":")) if not line[:1].isspace() else None
        if section is None:
            blocks[current].append(line)
        else:
            current = section
            blocks.setdefault(current, [])
    parsed = {name: _dedented(lines) for name, lines in blocks.items()}
    summary, _, rest = parsed["summary"].partition("\n\n")
    if rest.strip():
        parsed["why"] = "\n\n".join(part for part in (rest.strip(), parsed.get("why", "")) if part)
    parsed["summary"] = " ".join(summary.split())
    return RuleDoc(**parsed)


def _dedented(lines: Sequence[str]) -> str:
    """Lines without the indentation that all have (textwrap costs more to import than the rest of this module)."""
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines).strip()


def doc_of(rule: Rule[object]) -> RuleDoc:
    """The docstring of a rule, taken apart."""
    return parse_doc(rule.doc)


def page_of(rule_id: str) -> str:
    """Address of the rule's page."""
    return f"{PAGES}{rule_id}.md"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line.strip() else line for line in text.splitlines())


def explain(rule: Rule[object]) -> str:
    """The rule as text for a terminal: machine fields, prose, settings, address of the page."""
    parts = doc_of(rule)
    titles = {section: title for title, section in _HEADINGS.items()}
    out = [f"{rule.id} {rule.name} ({rule.severity.value}, asked of each {rule.on.__name__})", "", parts.summary]
    for field in fields(parts):
        text = getattr(parts, field.name)
        if field.name in titles and text:
            out += ["", titles[field.name], _indented(text)]
    if rule.settings:
        out += ["", "Thresholds"]
        for name, setting in rule.settings.items():
            out.append(f"    {name} = {setting.default:g}: {setting.meaning} ({setting.source})")
    if rule.opt_in:
        out += ["", OPT_IN]
    if rule.silences:
        out += ["", f"Speaks also for {', '.join(rule.silences)}: their verdict on the same subject is dropped."]
    return "\n".join([*out, "", page_of(rule.id), ""])
