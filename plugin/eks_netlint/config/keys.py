"""The keys of a config: what each may be, what it does, and what is made of it."""

from __future__ import annotations

from typing import NamedTuple

from eks_netlint.config import (
    ClusterManifests,
    Config,
    Environment,
    Inputs,
    Label,
    OutsideRange,
    OwnStub,
    PathIgnore,
    RootInputs,
    RuleChange,
    Said,
)
from eks_netlint.config.shapes import (
    Choice,
    Complaints,
    Either,
    Given,
    Key,
    ListOf,
    MapOf,
    Number,
    Range,
    Section,
    Text,
    Variable,
)
from eks_netlint.records import replace
from eks_netlint.values import Value

_LABEL_OF_DNS = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
_RULE = Text("the id, name or pattern of a rule", r"[A-Za-z0-9*?-]+")
_PATH = Text("a path inside the tree", r"(?!/)[^\\\x00-\x1f]+")
_NAME = Text("a name", r"[A-Za-z0-9_][A-Za-z0-9_. -]*")
_VARIABLE = Text("the name of a variable", r"[A-Za-z_][A-Za-z0-9_-]*")
_HOST = Text("a DNS name", rf"(\*\.)?({_LABEL_OF_DNS}\.)*{_LABEL_OF_DNS}")
_LABEL = Text("a label", r"([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?(=[A-Za-z0-9_.-]*)?")
_SOURCE = Text("the source of a module", r"[^\x00-\x1f]+")
_SETTING = Text("the name of a threshold", r"[a-z][a-z0-9_-]*")
_ADDRESS = Text("the address of a cluster", r"[^\x00-\x1f]+")
_SEVERITY = Choice(("high", "medium", "low", "off"))

# of one rule

SEVERITY = Key("severity", _SEVERITY, "Its findings are reported at this severity; `off` leaves the rule out.", "low")
THRESHOLDS = Key(
    "thresholds", MapOf(_SETTING, Number()), "Thresholds, by the names that the rule's page lists.", "{percent: 90}"
)


class _Change(NamedTuple):
    """What is said of a rule, without the rule."""

    severity: str | None
    thresholds: tuple[tuple[Said[str], float], ...] = ()


def _change(given: Given, wrong: Complaints) -> _Change:
    return _Change(given.find(SEVERITY), given.get(THRESHOLDS, ()))


RULE = Section("a rule", (SEVERITY, THRESHOLDS), _change)

# of one root or environment

VAR_FILES = Key(
    "var-files", ListOf(_PATH), "Variable files, in the order in which Terraform gets them.", "[infra/prod.tfvars]"
)
VARIABLES: Key[tuple[tuple[Said[str], Value], ...]] = Key(
    "variables", MapOf(_VARIABLE, Variable()), "Values of variables; they win over files.", "{nodes: 3}"
)
WORKSPACE = Key("workspace", _NAME, "What `terraform.workspace` is.", "prod")
CONCERNS = Key(
    "roots", ListOf(_PATH), "The root modules it concerns; without this key all that declare one of its variables.",
    "[infra]",
)  # fmt: skip


def _environment(given: Given, wrong: Complaints) -> Environment:
    inputs = Inputs(given.get(VAR_FILES, ()), given.get(VARIABLES, ()))
    return Environment("", inputs, given.find(WORKSPACE), given.get(CONCERNS, ()))


class _Root(NamedTuple):
    """What is said of a root, without its path."""

    inputs: Inputs
    environments: tuple[Environment, ...]


def _root(given: Given, wrong: Complaints) -> _Root:
    inputs = Inputs(given.get(VAR_FILES, ()), given.get(VARIABLES, ()))
    return _Root(inputs, _named(given.get(OWN_ENVIRONMENTS, ())))


def _named(given: tuple[tuple[Said[str], Environment], ...]) -> tuple[Environment, ...]:
    return tuple(replace(one, name=name.value) for name, one in given)


OF_ENVIRONMENT = Section("an environment of a root", (VAR_FILES, VARIABLES, WORKSPACE), _environment)
OWN_ENVIRONMENTS = Key(
    "environments", MapOf(_NAME, OF_ENVIRONMENT), "What it is given in each environment, after what all roots are.",
    "{prod: {var-files: [infra/prod.tfvars]}}",
)  # fmt: skip
ROOT = Section("a root", (VAR_FILES, VARIABLES, OWN_ENVIRONMENTS), _root)
ENVIRONMENT = Section("an environment", (VAR_FILES, VARIABLES, WORKSPACE, CONCERNS), _environment)

# of one cluster

OF_ROOT = Key("root", _PATH, "The root module that declares the cluster.", "infra", needed=True)
MANIFESTS = Key("manifests", ListOf(_PATH), "Files and folders of manifests.", "[k8s/prod]", needed=True)
CLUSTER = Key("cluster", _ADDRESS, "Address of the cluster, where the root has several.", "module.eks_blue")
IN_ENVIRONMENT = Key("environment", _NAME, "The environment, where each has manifests of its own.", "prod")


def _cluster(given: Given, wrong: Complaints) -> ClusterManifests | None:
    root = given.find(OF_ROOT)
    if root is None:
        return None
    return ClusterManifests(root, given.get(MANIFESTS, ()), given.find(CLUSTER), given.find(IN_ENVIRONMENT))


MANIFESTS_OF = Section("a cluster", (OF_ROOT, MANIFESTS, CLUSTER, IN_ENVIRONMENT), _cluster)

# of one range

CIDR = Key("cidr", Range(), "The addresses.", "10.8.0.0/14", needed=True)
CALLED = Key("name", Text("a name", r"[^\x00-\x1f]+"), "What reports call it.", "on-premises", needed=True)


def _range(given: Given, wrong: Complaints) -> OutsideRange | None:
    cidr, name = given.find(CIDR), given.find(CALLED)
    return None if cidr is None or name is None else OutsideRange(cidr, name.value)


RANGE = Section("a range", (CIDR, CALLED), _range)

# of the whole file

SELECT = Key("select", ListOf(_RULE), "Only these rules run: ids, names or patterns.", "[EKN1*, EKN2*]")
IGNORE = Key("ignore", ListOf(_RULE), "These rules do not run.", "[EKN108]")
RULES = Key(
    "rules",
    MapOf(_RULE, Either(_SEVERITY, RULE, _Change)),
    "Severity and thresholds of single rules; a severity may stand alone.",
    "{EKN102: {thresholds: {percent: 90}}, EKN119: low}",
)
FAIL_ON = Key(
    "fail-on", Choice(("high", "medium", "low", "never")), "Least severity for exit code 1 (without: medium).", "high"
)
IGNORE_PATHS = Key(
    "ignore-paths", MapOf(_PATH, ListOf(_RULE)), "Rules whose findings in these files are not shown.",
    "{examples: [EKN1*]}",
)  # fmt: skip
EXCLUDE = Key(
    "exclude", ListOf(_PATH),
    "Folders in which no root modules and manifests are looked for. Modules in them that other roots call are read.",
    "[examples, '**/tests']",
)  # fmt: skip
ROOTS = Key(
    "roots", MapOf(_PATH, ROOT), "Variable files and variables of root modules, whatever the environment.",
    "{infra: {var-files: [infra/common.tfvars]}}",
)  # fmt: skip
ENVIRONMENTS = Key(
    "environments",
    MapOf(_NAME, ENVIRONMENT),
    "Ways in which the same code is applied. Each is analysed; what is not true of all says of which it is.",
    "{dev: {var-files: [infra/dev.tfvars]}, prod: {var-files: [infra/prod.tfvars]}}",
)
CLUSTERS = Key(
    "clusters", ListOf(MANIFESTS_OF), "Which Kubernetes manifests run on which cluster, where the tree holds several.",
    "[{root: infra, manifests: [k8s]}]",
)  # fmt: skip
RANGES = Key(
    "ranges", ListOf(RANGE), "Networks that the files do not show and that the VPCs are connected to.",
    "[{cidr: 10.8.0.0/14, name: on-premises}]",
)  # fmt: skip
EGRESS = Key(
    "egress-names", ListOf(_HOST), "DNS names that workloads may reach; `*.` stands for any first labels.",
    "['*.amazonaws.com']",
)  # fmt: skip
SENSITIVE = Key(
    "sensitive-labels", ListOf(_LABEL), "Labels of workloads that need egress rules, with a value or without.",
    "[pci, tier=payment]",
)  # fmt: skip
MODULES = Key(
    "modules", MapOf(_SOURCE, _PATH),
    "Directories that stand for modules from elsewhere, by their source (`*` for any text, `//` and `?ref` left out).",
    "{'git::https://git.example.com/vpc.git': stubs/vpc}",
)  # fmt: skip


def _config(given: Given, wrong: Complaints) -> Config:
    return Config(
        select=given.get(SELECT, ()),
        ignore=given.get(IGNORE, ()),
        rules=tuple(RuleChange(rule, *change) for rule, change in given.get(RULES, ())),
        ignore_paths=tuple(PathIgnore(path, rules) for path, rules in given.get(IGNORE_PATHS, ())),
        exclude=given.get(EXCLUDE, ()),
        fail_on=given.find(FAIL_ON),
        roots=tuple(RootInputs(path, *root) for path, root in given.get(ROOTS, ())),
        environments=_named(given.get(ENVIRONMENTS, ())),
        clusters=given.get(CLUSTERS, ()),
        ranges=given.get(RANGES, ()),
        egress_names=given.get(EGRESS, ()),
        sensitive_labels=tuple(Said(_label(one.value), one.span) for one in given.get(SENSITIVE, ())),
        modules=tuple(OwnStub(source, directory) for source, directory in given.get(MODULES, ())),
    )


def _label(text: str) -> Label:
    name, equals, value = text.partition("=")
    return Label(name, value if equals else None)


FILE = Section(
    "the config",
    (
        SELECT, IGNORE, RULES, FAIL_ON, IGNORE_PATHS, EXCLUDE, ROOTS, ENVIRONMENTS, CLUSTERS, RANGES, EGRESS,
        SENSITIVE, MODULES,
    ),
    _config,
)  # fmt: skip
"""All of the file."""
