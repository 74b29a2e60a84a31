"""Scaffold a rule: its file, a fixture for each kind of verdict, and what to do next.

    python tools/new_rule.py B16 subnet-lacks-eniconfig --on Cluster
    python tools/new_rule.py EKN216 subnet-lacks-eniconfig --on Cluster --severity high

The id is the catalogue's name or the number itself; the name is the subject and what goes wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from eks_netlint.rules.blocks import UnknownBlock, block_of, rule_id

ROOT = Path(__file__).parent.parent
SUBJECTS = ("Network", "Vpc", "Subnet", "Cluster", "CniSettings", "NodeGroup", "FargateProfile", "EniConfig")

RULE = '''\
"""TODO: one sentence that says what is wrong, with a full stop.

Why it matters
    TODO: what breaks in production, and how it looks to the one on call.

How to fix
    TODO: an imperative sentence with a full stop.

Known limits
    TODO: what the rule cannot see, and the cases in which it keeps silent on purpose.

Sources
    TODO: the document or the line of code that says so, with its date.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import {imports}
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(id="{id}", name="{name}", on={on}, severity=Severity.{severity})
def check({subject}: {on}, {network}: Network) -> Iterator[Verdict]:
    """Yield what breaks the rule; nothing means clean."""
    answer = Truth.UNSURE  # TODO: ask the model a question; if it has none, give it one with a name
    match answer:
        case Truth.YES:
            yield Violation("TODO lower case, with the numbers in it, no full stop", at={subject}.span)
        case Truth.UNSURE:
            yield Undecided((Unknown("TODO not in the files"),))
'''

CASES = {
    "reported": '# expect: {id} "TODO"',
    "clean": "# clean: {id}",
    "size-from-variable": "# unsure: {id}",
}

FIXTURE = """\
# TODO: the smallest input that shows the situation; name the folder after it.
resource "aws_subnet" "nodes" {{ {annotation}
  cidr_block = "10.0.0.0/24"
}}
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id", help="EKN216, or the catalogue's B16")
    parser.add_argument("name", help="kebab-case: the subject and what goes wrong")
    parser.add_argument("--on", choices=SUBJECTS, required=True, help="the noun the rule reports on")
    parser.add_argument("--severity", choices=("high", "medium", "low"), default="medium")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    try:
        id = rule_id(given.id)
    except UnknownBlock as error:
        parser.error(str(error))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", given.name):
        parser.error(f"{given.name}: a name is two or more lower-case words joined by hyphens")
    taken = [*given.root.glob(f"checks/{id.lower()}_*.py"), *given.root.glob(f"fixtures/{id.lower()}_*")]
    if taken:
        parser.error(f"{id} is taken by {taken[0].relative_to(given.root)}; ids are forever, choose another")
    for line in scaffold(given.root, id, given.name, given.on, given.severity):
        print(line)
    return 0


def scaffold(root: Path, id: str, name: str, on: str, severity: str) -> list[str]:
    """Write the files; the lines to print: what was written, and what comes next."""
    stem = f"{id.lower()}_{name.replace('-', '_')}"
    variable = re.sub(r"(?<!^)(?=[A-Z])", "_", on).lower()
    rule = root / "checks" / f"{stem}.py"
    text = RULE.format(
        id=id,
        name=name,
        on=on,
        severity=severity.upper(),
        subject=variable,
        network="_" if on == "Network" else "network",
        imports=", ".join(sorted({on, "Network"})),
    )
    written = [write(rule, text)]
    for case, annotation in CASES.items():
        file = root / "fixtures" / stem / "terraform" / case / "main.tf"
        written.append(write(file, FIXTURE.format(annotation=annotation.format(id=id))))
    return [
        *(f"wrote {path.relative_to(root)}" for path in written),
        "",
        f"{id} is in the block {block_of(id).title}. Next:",
        "  1. Write the sentence and the four headings of the docstring.",
        "  2. Rename the fixture folders after their situations; write input and expectations (docs/fixtures.md).",
        f"  3. Write the check, until this passes:  pytest tests/test_rules.py -k {id.lower()}",
        f"  4. pytest tests/test_conventions.py -k '{stem} or fixture'   says what is still missing.",
        "  5. python tools/make_docs.py, one line in CHANGELOG.md, ./.ci/run",
    ]


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
