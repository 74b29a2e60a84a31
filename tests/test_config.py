"""The config file: what it may say, and that what it may not is an error with its line."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from eks_netlint.config import BadConfig, Config, Label
from eks_netlint.config.keys import FILE
from eks_netlint.config.nodes import MAX_DEPTH
from eks_netlint.config.reading import MAX_CONFIG, load, parse
from eks_netlint.config.roots import environments
from eks_netlint.config.schema import schema
from eks_netlint.source import Document
from eks_netlint.values import Fields, Items, Known

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "plugin" / "eks_netlint" / "data" / "eks-netlint.schema.json"


def read(text: str, tree: Path | None = None) -> Config:
    return parse(Document(".eks-netlint.yaml", text.encode()), tree)


def wrong(text: str, tree: Path | None = None) -> list[str]:
    """Line and message of everything that is wrong."""
    with pytest.raises(BadConfig) as caught:
        read(text, tree)
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


def fits(text: str) -> bool:
    """What an editor says that knows the schema."""
    try:
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(yaml.safe_load(text))
    except jsonschema.ValidationError:
        return False
    return True


EVERYTHING = """
select: [EKN1*, ekn2, zone-lacks-eniconfig]
ignore: [EKN108]
rules:
  EKN102: {severity: low, thresholds: {percent: 90}}
  EKN119: off
  EKN103: high
fail-on: never
ignore-paths:
  examples: [EKN1*]
exclude: [examples, '**/tests']
roots:
  infra:
    var-files: [infra/common.tfvars]
    variables: {nodes: 3}
    environments: {prod: {var-files: [infra/prod.tfvars], workspace: live}}
environments:
  dev: {var-files: [dev.tfvars]}
  prod:
    var-files: [prod.tfvars.json]
    variables: {zones: [a, b], tags: {a: 1}, "on": true}
    workspace: prod
    roots: [infra]
  "2024": {}
clusters:
  - {root: infra, manifests: [k8s/prod, 'apps/*'], cluster: module.eks, environment: prod}
ranges:
  - {cidr: 10.8.0.0/14, name: on-premises}
egress-names: ['*.amazonaws.com', registry.example.com, localhost]
sensitive-labels: [pci, tier=payment, example.com/pci=]
modules:
  git::https://git.example.com/vpc.git: stubs/vpc
"""


def test_everything() -> None:
    config = read(EVERYTHING)
    assert [one.value for one in config.select] == ["EKN1*", "ekn2", "zone-lacks-eniconfig"]
    assert [(one.rule.value, one.severity) for one in config.rules] == [
        ("EKN102", "low"), ("EKN119", "off"), ("EKN103", "high"),
    ]  # fmt: skip
    assert [(name.value, value) for name, value in config.rules[0].thresholds] == [("percent", 90)]
    assert config.fail_on == "never"
    assert [one.name for one in config.environments] == ["dev", "prod", "2024"]
    prod = config.environments[1]
    assert prod.workspace is not None and prod.workspace.value == "prod"
    variables = {name.value: value for name, value in prod.inputs.variables}
    assert variables == {
        "zones": Items((Known("a"), Known("b"))), "tags": Fields({"a": Known(1)}), "on": Known(True),
    }  # fmt: skip
    assert config.clusters[0].cluster is not None and config.clusters[0].cluster.value == "module.eks"
    assert config.ranges[0].cidr.value == IPv4Network("10.8.0.0/14")
    assert config.ranges[0].cidr.span.text == "10.8.0.0/14"
    assert [one.value for one in config.sensitive_labels] == [
        Label("pci", None), Label("tier", "payment"), Label("example.com/pci", ""),
    ]  # fmt: skip
    assert config.modules[0].source.value == "git::https://git.example.com/vpc.git"
    assert fits(EVERYTHING)


NOTHING = ["# nothing\n", "---\n", "{}\n", "select:\nrules:\n  # EKN102: off\n", "\ufeffselect: []\n"]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_said(text: str) -> None:
    assert read(text) == Config()
    assert fits(text)


BAD = {
    "selct: [EKN1*]": ["1: 'selct' is no key of the config; did you mean select?"],
    "rules:\n  EKN102: {severty: low}": ["2: 'severty' is no key of a rule; did you mean severity?"],
    "rules:\n  EKN102: lo": ["2: 'lo' is not one of high, medium, low, off; did you mean low?"],
    "rules:\n  EKN102: [low]": [
        "2: a list stands where one of high, medium, low, off, or a map with severity, thresholds belongs"
    ],
    "rules:\n  EKN102:\n    thresholds:\n      percent: many": ["4: the text many stands where a number belongs"],
    "rules:\n  EKN102:\n    thresholds:\n      percent: -1": ["4: the number -1 stands where a number belongs"],
    "select: EKN1": [
        "1: the text EKN1 stands where a list of the id, name or pattern of a rule belongs: write [...]"
    ],
    "fail-on: High": ["1: 'High' is not one of high, medium, low, never; did you mean high?"],
    "fail-on:\n  - high": ["2: a list is not one of high, medium, low, never"],
    "exclude: [/etc]": ["1: '/etc' is not a path inside the tree"],
    "exclude: ['{a,b']": ["1: '{a,b': braces of a file pattern do not match"],
    "ranges: [10.0.0.0/8]": ["1: the text 10.0.0.0/8 stands where a map with cidr, name belongs"],
    "ranges: [{cidr: 10.0.0.0/8}]": ["1: a range lacks name"],
    "ranges: [{cidr: 10.0.0.1/8, name: x}]": ["1: not an IPv4 range: 10.0.0.1/8 has host bits set"],
    "ranges: [{cidr: 10.0.0.0, name: x}]": ["1: not an IPv4 range: '10.0.0.0' has no prefix length"],
    "environments:\n  dev:\n    variables:\n      on_call: yes": [
        "4: 'yes' is read in different ways: put it in quotes, or write true or false"
    ],
    "environments: {prod: {workspace: 3}}": [
        "1: the number 3 stands where a name belongs: put it in quotes if it is meant"
    ],
    "environments: [dev]": [
        "1: a list stands where a map from a name to a map with var-files, variables, workspace, roots belongs"
    ],
    "clusters:\n  - root: a\n    manifests: [k]\n    environment: prdo\nenvironments: {prod: {}}": [
        "4: no environment is called 'prdo'; did you mean prod?"
    ],
    "egress-names: ['http://x']": ["1: 'http://x' is not a DNS name"],
    "sensitive-labels: [{pci: true}]": ["1: a map stands where a label belongs"],
}


@pytest.mark.parametrize("text", BAD)
def test_a_mistake_names_its_line(text: str) -> None:
    assert wrong(text) == BAD[text]


BEYOND_A_SCHEMA = ("{a,b", "10.0.0.1/8", "prdo", "on_call")


@pytest.mark.parametrize("text", [text for text in BAD if not any(part in text for part in BEYOND_A_SCHEMA)])
def test_an_editor_sees_it_too(text: str) -> None:
    assert not fits(text)


def test_not_a_map() -> None:
    (said,) = wrong("- select\n")
    assert said.startswith("1: a list stands where a map with keys such as select, ignore, rules")
    assert not fits("- select\n")


NOT_YAML = {
    "select: [": "2: is not YAML",
    "a: b: c": "1: is not YAML",
    "\tselect: []": "1: is not YAML",
    "select: [\x00]": "1: is not YAML",
    "": "1: is empty: write what it is to say, or remove it",
    " \n\n": "1: is empty: write what it is to say, or remove it",
    "select: &x [EKN1]\nignore: *x": "1: anchors and aliases are not read: write it out",
    "ignore: *x": "1: anchors and aliases are not read: write it out",
    "select: []\nfail-on: !!str high": "2: the tag tag:yaml.org,2002:str is not read",
    "a: []\n<<: {b: 1}": "2: merge keys are not read: write it out",
    "select: []\n---\nselect: []": "2: holds several documents, only one is read",
    "? [a]\n: b": "1: a list cannot be a key",
    "select: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2): f"1: is nested deeper than {MAX_DEPTH} levels",
    "select: " + "[" * 50_000: f"1: is nested deeper than {MAX_DEPTH} levels",
}


@pytest.mark.parametrize("text", NOT_YAML, ids=lambda text: repr(text[:30]))
def test_what_is_no_plain_yaml(text: str) -> None:
    (said,) = wrong(text)
    assert said.startswith(NOT_YAML[text])


def test_not_utf8() -> None:
    with pytest.raises(BadConfig, match="is not text in UTF-8") as caught:
        parse(Document(".eks-netlint.yaml", b"select: []\nignore: [\xff]\n"), None)
    assert caught.value.problems[0].line == 2


def test_a_key_twice() -> None:
    assert wrong("fail-on: high\nselect: []\nfail-on: low\n") == ["3: fail-on is given twice, first on line 1"]
    assert wrong("environments:\n  a: {}\n  a: {}\n") == ["3: a is given twice, first on line 2"]


def test_every_mistake_is_named_in_the_order_of_lines() -> None:
    assert [said.split(":")[0] for said in wrong("fail-on: x\nselect: 3\nselct: 1\nranges: [{}]\n")] == list("1234")


def test_columns_count_bytes_of_what_stands_before() -> None:
    (one,) = read("ignore-paths: {ünï: [EKN101]}").ignore_paths
    assert (one.path.span.text, one.rules[0].span.text) == ("ünï", "EKN101")


class TestWhatItNames:
    """Files and folders have to be there, inside the tree."""

    def test_there(self, tmp_path: Path) -> None:
        (tmp_path / "infra").mkdir()
        (tmp_path / "infra" / "a.tfvars").write_text("")
        config = read("roots: {infra: {var-files: [infra/a.tfvars]}}\nmodules: {x/y: infra}", tmp_path)
        assert environments(config, tmp_path)("infra")[0].var_files == (tmp_path / "infra" / "a.tfvars",)
        assert environments(config, tmp_path)("infra/sub")[0].var_files == ()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("roots: {infra: {}}", "there is no folder 'infra'"),
            ("environments: {a: {var-files: [a.tfvars]}}", "there is no variable file 'a.tfvars'"),
            ("environments: {a: {var-files: [a.tf]}}", "'a.tf' is no variable file"),
            ("environments: {a: {var-files: [../a.tfvars]}}", "'../a.tfvars' lies outside the scanned tree"),
            ("environments: {a: {var-files: [out.tfvars]}}", "'out.tfvars' lies outside the scanned tree"),
            ("modules: {a/b: stub}", "there is no folder 'stub'"),
            ("modules: {a/b: .}", "'.' is no folder for a module"),
            ("clusters: [{root: ., manifests: [k8s]}]", "there is no file or folder 'k8s'"),
        ],
    )
    def test_not_there(self, tmp_path: Path, text: str, said: str) -> None:
        tree = tmp_path / "tree"
        tree.mkdir()
        (tmp_path / "a.tfvars").write_text("")
        (tree / "out.tfvars").symlink_to(tmp_path / "a.tfvars")
        assert any(one.startswith(f"1: {said}") for one in wrong(text, tree))

    def test_patterns_need_not_match(self, tmp_path: Path) -> None:
        read("roots: {'live/*': {}}\nclusters: [{root: 'live/*', manifests: ['k8s/**']}]", tmp_path)


class TestTheFile:
    def test_misnamed(self, tmp_path: Path) -> None:
        (tmp_path / ".eks-netlint.yml").write_text("select: []\n")
        with pytest.raises(BadConfig, match=r"rename it to \.eks-netlint\.yaml"):
            load(tmp_path)

    @pytest.mark.parametrize("kind", ["folder", "link", "large"])
    def test_unreadable(self, tmp_path: Path, kind: str) -> None:
        tree = tmp_path / "tree"
        tree.mkdir()
        file = tree / ".eks-netlint.yaml"
        if kind == "folder":
            file.mkdir()
        elif kind == "link":
            (tmp_path / "elsewhere").write_text("select: []\n")
            file.symlink_to(tmp_path / "elsewhere")
        else:
            file.write_text("#" * (MAX_CONFIG + 1))
        with pytest.raises(BadConfig, match="not read"):
            load(tree)


def test_the_schema_is_what_the_reader_says() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


def examples() -> list[tuple[str, str]]:
    return [(key.name, f"{key.name}: {key.example}\n") for key in FILE.keys]


@pytest.mark.parametrize(("name", "text"), examples())
def test_examples_of_the_page_can_be_read(name: str, text: str) -> None:
    document: Any = yaml.safe_load(text)
    assert document[name]
    read(text)
    assert fits(text)


def test_the_page_shows_configs_that_can_be_read() -> None:
    page = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    shown = [part.partition("```")[0] for part in page.split("```yaml\n")[1:]]
    assert len(shown) >= 2
    for text in shown:
        read(text)
        assert fits(text)
