"""eks-netlint inside checkov, for its terraform and kubernetes frameworks.

``checks/_checkov.py`` calls ``install``; from then on every such scan of this process is analysed once by us, and
checkov's own blocks are answered from that Report: FAILED with our message, PASSED, or nothing where we are not sure.
Why it is done this way: docs/decisions/0007-checkov-host.md.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from checkov.runner_filter import RunnerFilter
from checkov.terraform.runner import Runner

from eks_netlint.hosts.checkov_checks import INCOMPLETE
from eks_netlint.hosts.checkov_visit import Scanned, Visit, all_rules

if TYPE_CHECKING:
    from checkov.common.output.report import Report
    from checkov.kubernetes.runner import Runner as Kubernetes

Scan = Callable[..., None]

_MARK = "_hosts_eks_netlint"
_FILES = "_eks_netlint_files"

log = logging.getLogger(__name__)


class UnknownCheckov(Exception):
    """This version of checkov has no place where we could hook in; nothing of ours would run."""


def install() -> None:
    """Host the rules in every Terraform and Kubernetes scan of this process; may be called again.

    Raises ``UnknownCheckov``.
    """
    for id in (INCOMPLETE.id, *(rule.id for rule in all_rules().rules)):
        RunnerFilter.notify_external_check(id)
    _install_terraform()
    _install_kubernetes()


def _install_terraform() -> None:
    scan, parse = getattr(Runner, "check_tf_definition", None), getattr(Runner, "_parse_files", None)
    if scan is None or parse is None:
        raise UnknownCheckov("its Terraform runner has no check_tf_definition or no _parse_files")
    if getattr(scan, _MARK, False):
        return
    _known(scan, ["self", "report", "root_folder", "runner_filter"])
    Runner.check_tf_definition = _hosting(scan)  # type: ignore[method-assign]  # the first place that knows the root
    Runner._parse_files = _remembering(parse)  # type: ignore[method-assign]  # only with -f, and the only sign of it


def _install_kubernetes() -> None:
    from checkov.kubernetes.runner import Runner as Kubernetes

    scan = getattr(Kubernetes, "check_definitions", None)
    if scan is None or not hasattr(Kubernetes, "mutate_kubernetes_results"):
        raise UnknownCheckov("its Kubernetes runner has no check_definitions or no mutate_kubernetes_results")
    if getattr(scan, _MARK, False):
        return
    _known(scan, ["self", "root_folder", "runner_filter", "report"])
    Kubernetes.check_definitions = _hosting_kubernetes(scan)  # type: ignore[method-assign]  # helm and kustomize inherit it


def _known(scan: Scan, parameters: list[str]) -> None:
    if list(inspect.signature(scan).parameters)[:4] != parameters:
        raise UnknownCheckov(f"its {scan.__name__}{inspect.signature(scan)} is not the one we know")


def _hosting_kubernetes(scan: Callable[..., Report]) -> Callable[..., Report]:
    """checkov's scan of manifests, with our records added to its report."""

    @functools.wraps(scan)
    def hosting(
        self: Kubernetes, root_folder: str | None, chosen: RunnerFilter, report: Report, *rest: bool, **named: bool
    ) -> Report:
        from eks_netlint.hosts import checkov_kubernetes as visits  # which Terraform does not need

        made = scan(self, root_folder, chosen, report, *rest, **named)
        visits.KubernetesVisit(visits.Scanned(self, root_folder, chosen, made)).add()
        return made

    setattr(hosting, _MARK, True)
    return hosting


def _hosting(scan: Scan) -> Scan:
    """checkov's scan with our answers in its registries while it runs."""

    @functools.wraps(scan)
    def hosting(
        self: Runner, report: Report, root_folder: str | None, runner_filter: RunnerFilter, *rest: bool, **named: bool
    ) -> None:
        visit = Visit(Scanned(root_folder, getattr(self, _FILES, ()), self.definitions or {}, runner_filter))
        visit.begin()
        try:
            scan(self, report, root_folder, runner_filter, *rest, **named)
        finally:
            visit.end(report)

    setattr(hosting, _MARK, True)
    return hosting


def _remembering(parse: Scan) -> Scan:
    """checkov's reading of the files given with -f, which are remembered on the runner."""

    @functools.wraps(parse)
    def remembering(self: Runner, files: list[str], *rest: object, **named: object) -> None:
        setattr(self, _FILES, tuple(files))
        parse(self, files, *rest, **named)

    return remembering
