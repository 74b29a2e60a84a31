"""The command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_netlint import __version__
from eks_netlint.options import BadOptions
from eks_netlint.output import FORMATS, BadTargets, FormatOrOutput, Target, put, render, targets, wants_color

if TYPE_CHECKING:
    from eks_netlint.analysis import Options
    from eks_netlint.report import Report
    from eks_netlint.rules import Rule

CLEAN, FINDINGS, TROUBLE, UNREAD = 0, 1, 2, 3
"""Exit codes: nothing at or above the threshold; findings; usage, config or internal error; something unread.

Where several hold, 2 goes before 3 before 1.
"""

_STANDARD_INPUT = Path("-")

_EPILOG = """exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or internal error,
3 something could not be read or a PATH holds nothing of ours"""


class UsageError(Exception):
    """The command line cannot be meant: the caller has to change it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and say how it ended; prints no traceback unless EKS_NETLINT_DEBUG is set."""
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        return code
    except (UsageError, BadTargets, BadOptions) as error:
        return _trouble(*str(error).splitlines())
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return TROUBLE
    except Exception as error:
        if os.environ.get("EKS_NETLINT_DEBUG"):
            raise
        from eks_netlint.source import told  # only for the message

        return _trouble(f"internal error: {told(error)}; EKS_NETLINT_DEBUG=1 shows the traceback")


def exit_code(report: Report, fail_on: str) -> int:
    """How a run ends: trouble of ours before input we could not read before findings."""
    if any(problem.internal for problem in report.problems):
        return TROUBLE
    if report.problems:
        return UNREAD
    least = {"high": 3, "medium": 2, "low": 1, "never": 4}[fail_on]
    return FINDINGS if any(finding.severity.rank >= least for finding in report.findings) else CLEAN


def _check(arguments: argparse.Namespace) -> int:
    from eks_netlint.analysis import analyse  # the engine, which the other commands do not need

    wanted = targets(arguments.reports or ())
    options, paths = _options(arguments), _paths(arguments)
    if arguments.touched and not paths:
        print("no file of ours was touched")
        return CLEAN
    paths, options = _with_texts(paths, options, arguments)
    report = analyse(paths, options)
    _deliver(report, wanted, arguments)
    return exit_code(report, arguments.fail_on or report.fail_on or "medium")


def _with_texts(
    paths: Sequence[Path], options: Options, arguments: argparse.Namespace
) -> tuple[list[Path], Options]:
    """The paths without "-", and the options with standard input and what tools give."""
    files = [path for path in paths if path != _STANDARD_INPUT]
    piped = len(files) < len(paths)
    if not (piped or arguments.render):
        return files, options
    from eks_netlint import rendering  # which few runs need
    from eks_netlint.records import replace

    texts = (*rendering.standard_input(piped), *(rendering.rendered(files) if arguments.render else ()))
    return files, replace(options, texts=texts)


def _deliver(report: Report, wanted: Sequence[Target], arguments: argparse.Namespace) -> None:
    from eks_netlint.reporters.text import summary
    from eks_netlint.reporters.view import View
    from eks_netlint.source import told

    chosen = {id: rule for id, rule in _rules().items() if id in report.selected}
    failed: list[str] = []
    for target in wanted:
        color = target.format == "text" and (
            arguments.color is True if target.path else wants_color(arguments.color, os.environ)
        )
        view = View(report, os.getcwd(), chosen, arguments.why, color)
        try:
            put(render(target.format, view), target.path)
        except OSError as error:
            failed.append(f"cannot write {target.path}: {error.strerror}")
        except Exception as error:  # the other reports are worth having
            if os.environ.get("EKS_NETLINT_DEBUG"):
                raise
            failed.append(f"internal error: the {target.format} report cannot be made: {told(error)}")
    if all(target.path for target in wanted):
        print(summary(report), file=sys.stderr)
    if failed:
        raise UsageError("; ".join(failed))


def _capacity(arguments: argparse.Namespace) -> int:
    from eks_netlint.analysis import capacities  # as in _check
    from eks_netlint.reporters import capacity

    read = list(capacities(_paths(arguments), _options(arguments)))
    put(capacity.render(read, os.getcwd(), arguments.format), None)
    problems = [problem for reading, _ in read for problem in reading.problems]
    if any(problem.internal for problem in problems):
        return TROUBLE
    return UNREAD if problems else CLEAN


def _connectivity(arguments: argparse.Namespace) -> int:
    from eks_netlint import connecting  # as in _check

    options = _options(arguments)
    if arguments.diff and (arguments.explain or arguments.paths):
        raise UsageError("--diff takes two trees, and goes with no PATH and no --explain")
    if arguments.diff:
        done = connecting.diff(Path(arguments.diff[0]), Path(arguments.diff[1]), options, arguments)
    else:
        paths, options = _with_texts(_paths(arguments), options, arguments)
        done = connecting.show(paths, options, arguments)
    put(done.text, None)
    for problem in done.problems if arguments.format != "json" else ():
        print(f"eks-netlint: {problem}", file=sys.stderr)
    if done.internal:
        return TROUBLE
    return UNREAD if done.problems else CLEAN


def _path(arguments: argparse.Namespace) -> int:
    from eks_netlint import proving  # as in _check

    options = _options(arguments)
    paths, options = _with_texts(_paths(arguments), options, arguments)
    done = proving.prove(paths, options, arguments)
    put(done.text, None)
    for problem in done.problems if arguments.format != "json" else ():
        print(f"eks-netlint: {problem}", file=sys.stderr)
    if done.internal:
        return TROUBLE
    return UNREAD if done.problems else CLEAN


def _options(arguments: argparse.Namespace) -> Options:
    from eks_netlint.analysis import Options
    from eks_netlint.processes import cores

    for file in arguments.var_file:
        if not Path(file).is_file():
            raise UsageError(f"--var-file {file}: no such file")
    return Options(
        select=_patterns(arguments.select),
        ignore=_patterns(arguments.ignore),
        var_files=tuple(Path(os.path.abspath(file)) for file in arguments.var_file),
        variables=_named_values("--var", arguments.var),
        parameters=_named_values("--param", arguments.param),
        workspace=arguments.workspace,
        touched=arguments.touched,
        jobs=arguments.jobs or cores(),
        config=_config(arguments.config),
        offers=arguments.why,
    )


def _named_values(option: str, given: Sequence[str]) -> dict[str, str]:
    """What was written as NAME=VALUE; raises ``UsageError``."""
    values = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name):
            raise UsageError(f"{option} {text}: write it as NAME=VALUE")
        values[name] = value
    return values


def _config(given: str | None) -> Path | None:
    if given is None:
        return None
    if not Path(given).is_file():
        raise UsageError(f"--config {given}: no such file")
    return Path(os.path.abspath(given))


def _paths(arguments: argparse.Namespace) -> list[Path]:
    from eks_netlint.tree import may_matter

    if arguments.touched:
        return [path for text in arguments.paths if may_matter(path := Path(text))]
    return [Path(text) for text in arguments.paths or ["."]]


def _patterns(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for text in given for part in text.split(",") if part.strip())


def _rules() -> Mapping[str, Rule[object]]:
    """Every rule there is, those about ignores included, by id."""
    from eks_netlint.rules.registry import late_ruleset
    from eks_netlint.suppressions import RULES

    loaded = late_ruleset()
    for problem in loaded.problems:
        print(f"eks-netlint: {problem.path}: {problem.message}", file=sys.stderr)
    return {rule.id: rule for rule in sorted((*loaded.rules, *RULES), key=lambda rule: rule.id)}


def _explain(arguments: argparse.Namespace) -> int:
    from eks_netlint.explain import explain
    from eks_netlint.rules.registry import names_rule

    texts = []
    for pattern in arguments.rules:
        found = [rule for rule in _rules().values() if names_rule(pattern, rule)]
        if not found:
            raise UsageError(f"no rule is named {pattern}; eks-netlint rules lists them")
        texts += [explain(rule) for rule in found]
    put("\n\n".join(texts), None)
    return CLEAN


def _init(arguments: argparse.Namespace) -> int:
    from eks_netlint.configured import proposed
    from eks_netlint.tree import CONFIG, has_config, tree_of

    if not Path(arguments.path).is_dir():
        raise UsageError(f"{arguments.path} is no folder")
    tree = tree_of(Path(arguments.path))
    if not arguments.print and has_config(tree):
        raise UsageError(f"{os.path.relpath(tree / CONFIG)} is there already; --print shows what would be proposed")
    text = proposed(tree)
    if arguments.print:
        put(text, None)
        return CLEAN
    try:
        put(text, os.fspath(tree / CONFIG))
    except OSError as error:
        raise UsageError(f"cannot write {tree / CONFIG}: {error.strerror}") from error
    print(f"{os.path.relpath(tree / CONFIG)} is written: read it, and run eks-netlint check --why")
    return CLEAN


def _list_rules(arguments: argparse.Namespace) -> int:
    from eks_netlint.reporters.rules import render_rules

    put(render_rules(tuple(_rules().values()), arguments.format), None)
    return CLEAN


def _checks_path(arguments: argparse.Namespace) -> int:
    from eks_netlint.rules.registry import checks_path

    put(checks_path() + "\n", None)
    return CLEAN


def _trouble(*messages: str) -> int:
    for message in messages:
        print(f"eks-netlint: error: {message}", file=sys.stderr)
    return TROUBLE


class _Command(argparse.ArgumentParser):
    """The parser of a command, made when somebody asks something of it: making all of them takes as long as reading
    a root."""

    fill: Callable[[argparse.ArgumentParser], None]

    def __init__(self, **settings: Any) -> None:
        self._settings = settings

    def __getattr__(self, name: str) -> object:
        settings = self.__dict__.pop("_settings", None)
        if settings is None or name.startswith("__"):
            raise AttributeError(name)
        super().__init__(**settings)
        self.fill(self)
        return getattr(self, name)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """PATHs may stand before and behind options: argparse takes an empty list before the first option for all."""
        found, rest = super().parse_known_args(args, namespace)
        if hasattr(found, "paths") and not any(word.startswith("-") and word != "-" for word in rest):
            found.paths, rest = [*found.paths, *rest], []
        return found, rest


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eks-netlint", description="Static analysis of EKS network design, with the arithmetic shown."
    )
    parser.add_argument("--version", action="version", version=f"eks-netlint {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Command,
        prog=parser.prog,  # or a formatter is made to find it
    )
    commands.add_parser(
        "check", help="judge the networks below PATH", epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).fill = _check_arguments
    commands.add_parser(
        "capacity", help="show what each subnet offers and what is asked of it"
    ).fill = _capacity_arguments
    commands.add_parser(
        "connectivity", help="show what each workload may reach and be reached by, by the network policies"
    ).fill = _connectivity_arguments
    commands.add_parser("path", help="prove whether A reaches B, step by step").fill = _path_arguments
    commands.add_parser(
        "explain", help="say what a rule means, why it matters and how to fix it"
    ).fill = _explain_arguments
    commands.add_parser("rules", help="list the rules").fill = _rules_arguments
    commands.add_parser("init", help="write a first .eks-netlint.yaml for the tree").fill = _init_arguments
    commands.add_parser(
        "checks-path", help="print the folder for checkov --external-checks-dir"
    ).fill = lambda checks_path: checks_path.set_defaults(run=_checks_path)
    return parser


def _capacity_arguments(capacity: argparse.ArgumentParser) -> None:
    capacity.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: .)")
    capacity.add_argument("--format", choices=("text", "json"), default="text")
    _variable_arguments(capacity)
    capacity.set_defaults(run=_capacity, select=[], ignore=[], touched=False, jobs=1, why=False)


def _connectivity_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: .); - for stdin")
    command.add_argument("--format", choices=("text", "json", "markdown", "dot"), default="text")
    command.add_argument(
        "--explain", nargs=2, metavar=("A", "B[:PORT]"),
        help="which rules decide: workloads (namespace/name), addresses, DNS names, internet; PORT as 443 or 53/udp",
    )
    command.add_argument("--diff", nargs=2, metavar=("OLD", "NEW"), help="what two trees allow differently")
    command.add_argument("--namespace", metavar="NAME", help="where objects are applied that write none")
    command.add_argument("--render", action="store_true", help="run your own helm and kustomize, as check does")
    _variable_arguments(command)
    command.set_defaults(run=_connectivity, select=[], ignore=[], touched=False, jobs=1, why=False)


def _path_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="A", help="an address of Terraform, a workload, a range, or internet")
    command.add_argument("target", metavar="B[:PORT]", help="as A; PORT as 443 or 53/udp")
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: .); - for stdin")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.add_argument("--render", action="store_true", help="run your own helm and kustomize, as check does")
    _variable_arguments(command)
    command.set_defaults(run=_path, select=[], ignore=[], touched=False, jobs=1, why=False)


def _explain_arguments(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("rules", nargs="+", metavar="RULE", help="id, name, or pattern such as EKN1*")
    explain.set_defaults(run=_explain)


def _rules_arguments(rules: argparse.ArgumentParser) -> None:
    rules.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    rules.set_defaults(run=_list_rules)


def _init_arguments(init: argparse.ArgumentParser) -> None:
    init.add_argument("path", nargs="?", default=".", metavar="PATH", help="a folder of the tree (default: .)")
    init.add_argument("--print", action="store_true", help="show it instead of writing it")
    init.set_defaults(run=_init)


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _check_arguments(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders to report on (default: .); - for manifests on stdin"
    )
    check.add_argument(
        "--format", dest="reports", action=FormatOrOutput, choices=FORMATS, help="repeatable, each with its --output"
    )
    check.add_argument(
        "--output", dest="reports", action=FormatOrOutput, metavar="FILE", help="where the --format before it goes"
    )
    check.add_argument("--select", action="append", default=[], metavar="RULES", help="only these: EKN101,EKN2*")
    check.add_argument("--ignore", action="append", default=[], metavar="RULES", help="not these")
    check.add_argument(
        "--fail-on", choices=("high", "medium", "low", "never"), help="least severity for exit code 1 (default: medium)"
    )
    _variable_arguments(check)
    check.add_argument("--why", action="store_true", help="show what is undecided, and why")
    check.add_argument("--color", action=argparse.BooleanOptionalAction, default=None, help="default: on a terminal")
    check.add_argument(
        "--jobs", type=_jobs, default=0, metavar="N", help="processes among which to share many roots (default: cores)"
    )
    check.add_argument(
        "--render", action="store_true", help="run your own helm and kustomize on charts and kustomizations below PATH"
    )
    check.add_argument("--touched", action="store_true", help="PATHs are files of a commit: report on roots using them")
    check.set_defaults(run=_check)


def _variable_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--var-file", action="append", default=[], metavar="FILE", help="as terraform -var-file")
    command.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help="as terraform -var")
    command.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of CloudFormation templates"
    )
    command.add_argument("--workspace", metavar="NAME", help="what terraform.workspace is (default: unknown)")
    command.add_argument("--config", metavar="FILE", help="read this instead of .eks-netlint.yaml at the top")
