"""The list of rules as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.explain import doc_of, page_of
from eks_netlint.rules import Rule


def render_rules(rules: Sequence[Rule[object]], format: str) -> str:
    """All rules, one a line, row or object."""
    match format:
        case "json":
            return _json(rules)
        case "markdown":
            return _markdown(rules)
    name = max((len(rule.name) for rule in rules), default=0)
    return "".join(
        f"{rule.id}  {rule.severity.value:<6}  {rule.name:<{name}}  {doc_of(rule).summary}\n" for rule in rules
    )


def _json(rules: Sequence[Rule[object]]) -> str:
    import json  # not needed for the other formats

    listed = [
        {
            "id": rule.id,
            "name": rule.name,
            "severity": rule.severity.value,
            "on": rule.on.__name__,
            "summary": doc_of(rule).summary,
            "settings": {
                name: {"default": setting.default, "meaning": setting.meaning, "source": setting.source}
                for name, setting in rule.settings.items()
            },
            "silences": list(rule.silences),
            "optIn": rule.opt_in,
            "url": page_of(rule.id),
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": listed}, indent=2) + "\n"


def _markdown(rules: Sequence[Rule[object]]) -> str:
    rows = (
        f"| [{rule.id}]({page_of(rule.id)}) | {rule.severity.value} | `{rule.name}` | {_cell(doc_of(rule).summary)} |\n"
        for rule in rules
    )
    return "| id | severity | name | what it says |\n|---|---|---|---|\n" + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
