"""eks-netlint inside checkov, for its frameworks terraform, terraform_plan, cloudformation and kubernetes.

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
from eks_netlint.hosts.checkov_visit import CLOUDFORMATION, PLAN, Scanned, Visit, all_rules

if TYPE_CHECKING:
    from checkov.cloudformation.runner import Runner as CloudFormation
    from checkov.common.output.report import Report
    from checkov.kubernetes.runner import Runner as Kubernetes
    from checkov.terraform.plan_runner import Runner as Plan

Scan = Callable[..., None]

_MARK = "_hosts_eks_netlint"
_FILES = "_eks_netlint_files"

log = logging.getLogger(__name__)


class UnknownCheckov(Exception):
    """This version of checkov has no place where we could hook in; nothing of ours would run."""


def install() -> None:
    """Host the rules in every scan of Terraform, plans, templates and manifests of this process; may be called again.

    Raises ``UnknownCheckov``.
    """
    for id in (INCOMPLETE.id, *(rule.id for rule in all_rules().rules)):
        RunnerFilter.notify_external_check(id)
    _install_terraform()
    _install_kubernetes()
    _install_cloudformation()
    _install_plan()


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


def _install_cloudformation() -> None:
    from checkov.cloudformation.runner import Runner as CloudFormation

    scan = getattr(CloudFormation, "check_definitions", None)
    if scan is None:
        raise UnknownCheckov("its CloudFormation runner has no check_definitions")
    if getattr(scan, _MARK, False):
        return
    _known(scan, ["self", "root_folder", "runner_filter", "report"])
    CloudFormation.check_definitions = _hosting_templates(scan)  # type: ignore[method-assign]  # knows root and report


def _install_plan() -> None:
    from checkov.terraform.plan_runner import Runner as Plan

    scan = Plan.__dict__.get("check_tf_definition")
    if scan is None:
        raise UnknownCheckov("its plan runner has no check_tf_definition of its own")
    if getattr(scan, _MARK, False):
        return
    _known(scan, ["self", "report", "root_folder", "runner_filter"])
    Plan.check_tf_definition = _hosting_plans(scan)  # type: ignore[method-assign]  # called where there is no plan, too


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


def _hosting_templates(scan: Callable[..., None]) -> Callable[..., None]:
    """checkov's scan of templates, with our records added to its report."""

    @functools.wraps(scan)
    def hosting(self: CloudFormation, root_folder: str | None, chosen: RunnerFilter, report: Report) -> None:
        from eks_netlint.hosts import checkov_added as visits  # which Terraform does not need

        scan(self, root_folder, chosen, report)
        types = {
            file: {str(name): one["Type"] for name, one in sections["Resources"].items() if _typed(one)}
            for file, sections in (self.definitions or {}).items()
            if isinstance(sections.get("Resources"), dict)
        }
        scanned = visits.Scanned(CLOUDFORMATION, root_folder, chosen, self.context or {}, report)
        visits.AddedVisit(scanned, types).add()

    setattr(hosting, _MARK, True)
    return hosting


def _typed(resource: object) -> bool:
    return isinstance(resource, dict) and isinstance(resource.get("Type"), str)


def _hosting_plans(scan: Scan) -> Scan:
    """checkov's scan of plans, with our records added to its report."""

    @functools.wraps(scan)
    def hosting(
        self: Plan, report: Report, root_folder: str, runner_filter: RunnerFilter, *rest: bool, **named: bool
    ) -> None:
        from eks_netlint.hosts import checkov_added as visits  # which Terraform does not need

        scan(self, report, root_folder, runner_filter, *rest, **named)
        context = {str(file): kept for file, kept in (self.context or {}).items()}
        visits.AddedVisit(visits.Scanned(PLAN, root_folder, runner_filter, context, report), {}).add()

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
