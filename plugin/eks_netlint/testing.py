"""Fixtures whose expectations stand in the input: discovery, the annotation grammar, and the two-sided check.

Public, so that a company's own rules can have the rigour of ours::

    CASES = testing.cases(Path("fixtures"))

    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_fixture(case: testing.Case) -> None:
        assert not testing.check_case(case)

The grammar is described in docs/fixtures.md.  Nothing here needs pytest.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from eks_netlint.records import dataclass
from eks_netlint.report import Clean, Finding, Open, Report
from eks_netlint.rules import Rule
from eks_netlint.source import Span

WORDS = ("expect", "clean", "unsure", "todo-expect", "todo-clean")
KINDS = ("expect", "clean", "unsure")
LANGUAGES = {
    "terraform": "Terraform",
    "plan": "Terraform plan",
    "cloudformation": "CloudFormation",
    "eksctl": "eksctl",
    "kubernetes": "Kubernetes",
}
NOT_APPLICABLE = "NOT_APPLICABLE"

_STEM = re.compile(r"(?P<id>[a-z]+[0-9]+)_[a-z0-9_]+")
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_ITEM = re.compile(
    rf'(?P<word>{_WORD}):\s*(?P<rule>[A-Z][A-Z_]*[0-9]+)(?:\s+@(?P<column>[0-9]+))?(?:\s+"(?P<text>(?:[^"\\]|\\.)*)")?'
)
_MARKED = re.compile(rf"(?:#|//)\s*(?=(?:{_WORD})\b)")
_SPOILED = re.compile(r"^[\w-]+\s*:|\b[A-Z]{2,}[0-9]{2,}\b")  # meant as an annotation, as opposed to prose
_STRANGE = re.compile(r"(?:#|//)\s*(?P<word>[\w-]+):\s*[A-Z]{2,}[0-9]{3}\b")
_COMMENT = re.compile(r"\s*(?:#|//)")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')
_COMMENTED = frozenset({".tf", ".tfvars", ".tofu", ".hcl", ".tftpl", ".tpl", ".yaml", ".yml", ".template"})


class BadAnnotation(Exception):
    """A comment that was meant as an expectation and cannot be read; the fixture's author has to mend it."""

    def __init__(self, path: str, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class Case:
    """One situation in one language: a folder of input, ``fixtures/<stem>/<language>/<name>``."""

    stem: str
    language: str
    name: str
    path: Path

    @property
    def rule(self) -> str:
        """Id of the rule under test: what stands before the first underscore of the folder's name."""
        return self.stem.partition("_")[0].upper()

    def __str__(self) -> str:
        return f"{self.rule.lower()}/{self.language}/{self.name}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One annotation: what ``word`` says of ``rule`` on the lines ``first`` to ``last`` of ``path``.

    Both lines are the same for a comment; for a ``"//"`` member they are those of the enclosing JSON object.
    ``path`` is relative to the case.
    """

    word: str
    rule: str
    path: str
    first: int
    last: int
    column: int | None = None
    text: str | None = None

    def __str__(self) -> str:
        column = "" if self.column is None else f" @{self.column}"
        text = "" if self.text is None else f" {json.dumps(self.text)}"
        return f"{self.path}:{self.first}: {self.word}: {self.rule}{column}{text}"

    def begins(self, span: Span | None) -> bool:
        """Whether the span starts here."""
        return span is not None and span.path == self.path and self.first <= span.line <= self.last

    def within(self, block: Span) -> bool:
        """Whether the block covers this place."""
        return block.path == self.path and block.line <= self.last and self.first <= block.end_line


def cases(fixtures: Path) -> list[Case]:
    """Every case below a fixtures folder, sorted; folders not named after a rule file are none of ours."""
    return [
        Case(stem.name, language.name, case.name, case)
        for stem in _folders(fixtures)
        if _STEM.fullmatch(stem.name)
        for language in _folders(stem)
        for case in _folders(language)
    ]


def check_case(case: Case, rules: Iterable[Rule[object]] = ()) -> list[str]:
    """What the tool reports on a case against what the case announces: one line for each difference.

    ``rules`` are rules of your own; ours are always there.
    """
    from eks_netlint.analysis import BadOptions  # the engine, which reading annotations does not need

    try:
        announced = expectations(case)
        return mismatches(case, announced, report_on(case, announced, rules))
    except (BadAnnotation, BadOptions) as bad:
        return [f"{case}: {bad}"]


def report_on(case: Case, announced: Iterable[Expectation], rules: Iterable[Rule[object]] = ()) -> Report:
    """Run the rule under test, and the rules that annotations name, on a case.

    Raises ``analysis.BadOptions`` if there is no such rule.
    """
    from eks_netlint.analysis import Options, analyse  # see check_case

    selected = {case.rule, *(expectation.rule for expectation in announced)}
    return analyse([case.path], Options(select=tuple(sorted(selected)), tree=case.path, rules=tuple(rules)))


def expectations(case: Case) -> list[Expectation]:
    """The annotations of all files of a case.  Raises ``BadAnnotation``."""
    found: list[Expectation] = []
    for file in sorted(case.path.rglob("*")):
        if not file.is_file() or ".terraform" in file.parts:
            continue
        path = file.relative_to(case.path).as_posix()
        if file.suffix == ".json":
            found += _in_json(path, file.read_text(encoding="utf-8"))
        elif file.suffix in _COMMENTED:
            found += _in_comments(path, file.read_text(encoding="utf-8"))
    return found


def _folders(parent: Path) -> list[Path]:
    return sorted(entry for entry in parent.iterdir() if entry.is_dir() and entry.name[0] not in "._")


def _in_comments(path: str, text: str) -> Iterator[Expectation]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        marked = _MARKED.search(line)
        if marked is None:
            _reject_strange(path, number, line)
            continue
        target = number
        if not line[: marked.start()].strip():
            while target <= len(lines) and _COMMENT.match(lines[target - 1]):
                target += 1
        items = list(_items(path, number, line[marked.end() :].rstrip()))
        if items and (target > len(lines) or not lines[target - 1].strip()):
            raise BadAnnotation(path, number, "stands above nothing; put it on the line or right above it")
        for item in items:
            yield _expectation(item, path, target, target)


def _in_json(path: str, text: str) -> Iterator[Expectation]:
    open_objects: list[tuple[int, list[re.Match[str]]]] = []
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        line = text.count("\n", 0, token.start()) + 1
        if token[0] == "{":
            open_objects.append((line, []))
        elif token[0] == "}" and open_objects:
            first, items = open_objects.pop()
            for item in items:
                yield _expectation(item, path, first, line)
        elif token[0] == '"//"' and open_objects and (colon := re.compile(r"\s*:\s*").match(text, at)):
            value, at = json.JSONDecoder().raw_decode(text, colon.end())
            for comment in [value] if isinstance(value, str) else value:
                open_objects[-1][1].extend(_items(path, line, comment))


def _items(path: str, line: int, comment: str) -> Iterator[re.Match[str]]:
    """The annotations of one comment, separated by semicolons; nothing if the comment is prose."""
    if not _ITEM.match(comment) and not _SPOILED.search(comment):
        return
    rest = comment
    while rest:
        item = _ITEM.match(rest)
        if item is None or not re.match(r"\s*(;|$)", rest[item.end() :]):
            raise BadAnnotation(path, line, f'cannot read {rest!r}; the form is: expect: EKN101 @5 "needs 372"')
        yield item
        rest = rest[item.end() :].lstrip(" ;\t")


def _reject_strange(path: str, line: int, text: str) -> None:
    strange = _STRANGE.search(text)
    if strange is not None:
        raise BadAnnotation(path, line, f"no such word: {strange['word']}; there are {', '.join(WORDS)}")


def _expectation(item: re.Match[str], path: str, first: int, last: int) -> Expectation:
    column, text = item["column"], item["text"]
    return Expectation(
        item["word"],
        item["rule"],
        path,
        first,
        last,
        None if column is None else int(column),
        None if text is None else re.sub(r"\\(.)", r"\1", text),
    )


def mismatches(case: Case, announced: Iterable[Expectation], report: Report) -> list[str]:
    """Where a report differs from what was announced; empty means that the case holds."""
    announced = list(announced)
    found = [f"{problem.path}:{problem.line or 1}: problem: {problem.message}" for problem in report.problems]
    if not any(expectation.rule == case.rule for expectation in announced):
        found.append(f"{case}: says nothing about {case.rule}; annotate a line with one of {', '.join(WORDS)}")
    for expectation in announced:
        found += _judge(expectation, report)
    for finding in report.findings:
        if finding.rule == case.rule and not any(_announces(expectation, finding) for expectation in announced):
            found.append(f"{_place(finding.at)}: not announced: {finding.rule} {finding.message!r}")
    return found


def _judge(expectation: Expectation, report: Report) -> Iterator[str]:
    match expectation.word:
        case "expect":
            if not any(_reported(expectation, finding) for finding in report.findings):
                yield f"{expectation}: not reported here; {_instead(expectation, report)}"
        case "todo-expect":
            if any(_reported(expectation, finding) for finding in report.findings):
                yield f"{expectation}: is reported now: make it expect:"
        case "clean":
            if (why := _not_clean(expectation, report)) is not None:
                yield f"{expectation}: not clean; {why}"
        case "todo-clean":
            if _not_clean(expectation, report) is None:
                yield f"{expectation}: is clean now: make it clean:"
        case "unsure":
            if not any(_undecided(expectation, undecided) for undecided in report.undecided):
                yield f"{expectation}: not undecided here; {_instead(expectation, report)}"


def _reported(expectation: Expectation, finding: Finding) -> bool:
    return (
        finding.rule == expectation.rule
        and expectation.begins(finding.at)
        and expectation.column in (None, finding.at.column)
        and (expectation.text or "") in finding.message
    )


def _announces(expectation: Expectation, finding: Finding) -> bool:
    """A todo-expect that has come true is told once, as such."""
    if expectation.word == "todo-clean":
        return finding.rule == expectation.rule and _concerns(expectation, finding)
    return expectation.word in ("expect", "todo-expect") and _reported(expectation, finding)


def _undecided(expectation: Expectation, undecided: Open) -> bool:
    return (
        undecided.rule == expectation.rule
        and (expectation.text or "") in undecided.why
        and any(
            expectation.begins(span)
            for span in (undecided.at, undecided.block, *(unknown.span for unknown in undecided.unknowns))
        )
    )


def _not_clean(expectation: Expectation, report: Report) -> str | None:
    """Why a ``clean:`` does not hold: the rule said something there, or was never there."""
    verdicts: tuple[Finding | Open, ...] = (*report.findings, *report.undecided)
    for said in verdicts:
        if said.rule == expectation.rule and _concerns(expectation, said):
            words = said.message if isinstance(said, Finding) else f"undecided: {said.why}"
            return f"{said.rule} says at {_place(said.at)} of {said.resource}: {words}"
    if any(_visited(expectation, clean) for clean in report.clean):
        return None
    return f"{expectation.rule} never visited a subject here; {_instead(expectation, report)}"


def _visited(expectation: Expectation, clean: Clean) -> bool:
    return (
        clean.rule == expectation.rule
        and expectation.within(clean.block)
        and (expectation.text or "") in clean.resource
    )


def _concerns(expectation: Expectation, said: Finding | Open) -> bool:
    """Whether a verdict is about this place: it points here, or its block starts here.

    Several subjects may share a block (everything that one module call makes); a text picks the resource.
    """
    if expectation.text is not None:
        names = (said.resource, *said.also) if isinstance(said, Finding) else (said.resource,)
        return any(expectation.text in name for name in names) and expectation.within(said.block)
    return expectation.begins(said.at) or expectation.begins(said.block)


def _instead(expectation: Expectation, report: Report) -> str:
    """What the rule did say, for the reader of a failure."""
    rule = expectation.rule
    said = [f"finding at {_place(f.at)} {f.message!r}" for f in report.findings if f.rule == rule]
    said += [f"undecided at {_place(o.at)}: {o.why}" for o in report.undecided if o.rule == rule]
    said += [f"clean at {_place(c.block)} ({c.resource})" for c in report.clean if c.rule == rule]
    return f"{rule} gave: " + ("; ".join(said) if said else "nothing, it visited no subject")


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def languages(known: Iterable[Case]) -> Mapping[str, tuple[str, ...]]:
    """Which languages each rule is proved in, by rule id: derived from the folders, never declared."""
    found: dict[str, set[str]] = {}
    for case in known:
        found.setdefault(case.rule, set()).add(case.language)
    return {rule: tuple(sorted(names)) for rule, names in sorted(found.items())}


def gaps(known: Iterable[Case]) -> list[str]:
    """Which of ``expect``, ``clean`` and ``unsure`` no case of a rule and language shows: one line for each.

    A file ``NOT_APPLICABLE`` beside the cases excuses a kind that cannot exist, with a line ``unsure: reason``.
    """
    shown: dict[tuple[str, str], set[str]] = {}
    folders: dict[tuple[str, str], Path] = {}
    for case in known:
        key = (case.stem, case.language)
        folders[key] = case.path.parent
        words = {expectation.word for expectation in expectations(case) if expectation.rule == case.rule}
        shown.setdefault(key, set()).update(words)
    found = []
    for key, words in sorted(shown.items()):
        missing = [kind for kind in KINDS if kind not in words and kind not in excused(folders[key])]
        found += [f"{'/'.join(key)}: no case with `{kind}: {key[0].partition('_')[0].upper()}`" for kind in missing]
    return found


def excused(folder: Path) -> Mapping[str, str]:
    """The reasons in a language folder's ``NOT_APPLICABLE`` file, by kind.  Raises ``BadAnnotation``."""
    file = folder / NOT_APPLICABLE
    if not file.is_file():
        return {}
    reasons: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        kind, _, reason = line.partition(":")
        if kind not in KINDS or not reason.strip():
            raise BadAnnotation(str(file), number, f"expected one of {', '.join(KINDS)}, a colon and the reason")
        reasons[kind] = reason.strip()
    return reasons


def load_like_checkov(folder: Path) -> Mapping[str, ModuleType]:
    """Execute the rule files of a folder the way ``checkov --external-checks-dir`` does, once.

    Each file becomes a top-level module named after its stem.  Unlike checkov, which logs and goes on, an exception
    of a rule file is raised.  Files whose name starts with an underscore (bridges to hosts) are left out.
    """
    loaded: dict[str, ModuleType] = {}
    for file in sorted(folder.glob("[!_]*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{file} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[file.stem] = module
        spec.loader.exec_module(module)
        loaded[file.stem] = module
    return loaded
