"""The door for ``checkov --external-checks-dir``: everything behind it is in eks_netlint.hosts.checkov.

checkov runs this file once per framework and forgets what it raises; so a host that cannot be installed fails.
"""

from __future__ import annotations

import logging

from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.common.bridgecrew.severities import Severities
from checkov.common.checks.base_check import BaseCheck
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.kubernetes.checks.resource.registry import registry as kubernetes_registry
from checkov.terraform.checks.module.registry import module_registry
from checkov.terraform.checks.resource.registry import resource_registry


class NotInstalled(BaseCheck):
    """Fails on every resource, module call, template and manifest, whose rules nobody asked."""

    def __init__(self, why: str) -> None:
        super().__init__(
            name="Everything could be read and every rule could be asked",
            id="EKN000",
            categories=[CheckCategories.NETWORKING],
            supported_entities=["*"],
            block_type="resource",
            guideline="https://github.com/eks-netlint/eks-netlint/blob/main/docs/checkov.md#ekn000",
        )
        self.severity = Severities["HIGH"]  # type: ignore[assignment]  # checkov declares no type but None
        self.why = why
        for one in (resource_registry, module_registry, kubernetes_registry, cfn_registry):
            one.register(self)

    def scan_entity_conf(self, conf: object, entity_type: str) -> CheckResult:
        """FAILED, whatever it is."""
        self.entity_type = entity_type
        self.details.append(self.why)
        return CheckResult.FAILED


try:
    from eks_netlint.hosts.checkov import install

    install()
except Exception as error:
    logging.getLogger(__name__).exception("eks-netlint cannot run in this checkov")
    NotInstalled(f"eks-netlint cannot run in this checkov: {type(error).__name__}: {error}")
