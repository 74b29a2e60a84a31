"""CloudFormation templates: what intrinsic functions are worth, and what is read of a stack."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from eks_netlint import analysis, cli
from eks_netlint.frontends.cloudformation import sniff
from eks_netlint.frontends.cloudformation.templates import read
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.options import Options
from eks_netlint.values import Items, Known, OneOf, Reference, Text, Truth, Unknown, Value

HEAD = """\
Parameters:
  Range: {Type: String, Default: 10.0.0.0/16}
  Names: {Type: CommaDelimitedList, Default: "a, b,c"}
  Unset: {Type: String}
  Chosen: {Type: String, AllowedValues: ["yes", "no"]}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /aws/image}
Mappings:
  Sizes: {small: {max: 3}, large: {max: 30}}
Conditions:
  Never: !Equals [!Ref Range, other]
  Always: !Not [!Condition Never]
  Perhaps: !Equals [!Ref Unset, x]
  Either: !Or [!Condition Perhaps, !Condition Always]
  Both: !And [!Condition Perhaps, !Condition Never]
  Itself: !Not [!Condition Itself]
Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: !Ref Range}}
  Thing:
    Type: AWS::EC2::Subnet
    Properties:
      CidrBlock: VALUE
"""


def worth(expression: str, tmp_path: Path, **given: str) -> Value:
    """What an expression is worth in a template that has something of everything."""
    file = tmp_path / "template.yaml"
    file.write_text(HEAD.replace("VALUE", expression), encoding="utf-8")
    (template,) = read(tmp_path, [file], given).roots
    found = next(one for one in template.resources if one.name == "Thing").get("CidrBlock")
    assert isinstance(found, Known | Unknown | Items) or not hasattr(found, "why")
    return found  # type: ignore[return-value]  # Absent is compared by those who expect it


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Range", "10.0.0.0/16"),
        ("!GetAtt Vpc.CidrBlock", "10.0.0.0/16"),
        ("{'Fn::GetAtt': [Vpc, CidrBlock]}", "10.0.0.0/16"),
        ("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]", "10.0.1.0/24"),
        ("!Select ['3', {'Fn::Cidr': ['10.0.0.0/16', '4', '12']}]", "10.0.48.0/20"),
        ("!Select [2, !Ref Names]", "c"),
        ("!Join ['-', [x, !Ref Range, 3]]", "x-10.0.0.0/16-3"),
        ("!Join ['', !Ref Names]", "abc"),
        ("!Select [1, !Split ['.', 'p.q.r']]", "q"),
        ("!Sub 'net ${Range} of ${!Literal}'", "net 10.0.0.0/16 of ${Literal}"),
        ("!Sub ['${A}/${Vpc.CidrBlock}', {A: !Ref Range}]", "10.0.0.0/16/10.0.0.0/16"),
        ("!FindInMap [Sizes, large, max]", 30),
        ("{'Fn::FindInMap': [Sizes, none, max, {DefaultValue: 7}]}", 7),
        ("!If [Always, one, two]", "one"),
        ("!If [Never, one, two]", "two"),
        ("!If [Either, one, two]", "one"),
        ("!If [Both, one, two]", "two"),
        ("!If [Perhaps, one, one]", "one"),
        ("!Base64 text", "dGV4dA=="),
        ("{'Fn::Length': !Ref Names}", 3),
    ],
)
def test_known(expression: str, expected: object, tmp_path: Path) -> None:
    found = worth(expression, tmp_path)
    assert isinstance(found, Known) and found.value == expected


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("!Ref Unset", "no default"),
        ("!Ref Image", "parameter store"),
        ("!Ref Nobody", "nothing here is named Nobody"),
        ("!Select [9, !Ref Names]", "beyond the end"),
        ("!Cidr ['10.0.0.0/30', 4, 8]", "cannot be divided"),
        ("!Cidr ['10.0.0.0/8', 300, 8]", "1 to 256"),
        ("!Cidr ['10.0.0.0/16', !Ref Unset, 8]", "not known"),
        ("!Cidr ['10.0.0.0/16', 4]", "needs a block"),
        ("!FindInMap [Sizes, none, max]", "no such entry"),
        ("!FindInMap [Sizes, !Ref Unset, max]", "no default"),
        ("!ImportValue network", "another stack"),
        ("!Transform {Name: Some}", "not evaluated"),
        ("!If [Perhaps]", "without a condition"),
        ("!Sub [1, 2, 3]", "no string"),
        ("!GetAtt Thing.CidrBlock", "known after deployment"),
    ],
)
def test_unknown_says_why(expression: str, why: str, tmp_path: Path) -> None:
    found = worth(expression, tmp_path)
    assert isinstance(found, Unknown) and why in found.why


def test_identities(tmp_path: Path) -> None:
    zones = [worth(f"!Select [{number}, !GetAZs '']", tmp_path) for number in (0, 1, 0)]
    assert isinstance(zones[0], Reference) and zones[0] == zones[2] != zones[1]
    assert worth("!Select [0, !GetAZs {Ref: 'AWS::Region'}]", tmp_path) == zones[0]
    assert worth("!Select [0, !GetAZs us-east-1]", tmp_path) != zones[0]
    assert worth("!Ref Vpc", tmp_path) == worth("!Ref Vpc", tmp_path) != worth("!Ref Thing", tmp_path)
    known_in_parts = worth("!Sub '${AWS::Region}a'", tmp_path)
    assert isinstance(known_in_parts, Text) and known_in_parts.parts[1] == "a"


def test_lists_with_members_that_may_be_there(tmp_path: Path) -> None:
    found = worth("[a, !If [Perhaps, b, !Ref 'AWS::NoValue'], !If [Never, c, !Ref 'AWS::NoValue']]", tmp_path)
    assert isinstance(found, Items) and [one.value for one in found if isinstance(one, Known)] == ["a"]
    assert found.rest is not None
    blocks = worth("!Cidr [!Ref Unset, 3, 8]", tmp_path)
    assert isinstance(blocks, Items) and len(blocks.members) == 3 and blocks.rest is None
    apart = worth("!Split [',', !Join [',', [!Ref Vpc, !Ref Thing]]]", tmp_path)
    assert isinstance(apart, Items) and [str(one) for one in apart] == ["Vpc.Ref", "Thing.Ref"]


def test_choices(tmp_path: Path) -> None:
    for expression in ("!Ref Chosen", "!If [Perhaps, one, two]"):
        found = worth(expression, tmp_path)
        assert isinstance(found, OneOf) and len(found.choices) == 2
    assert isinstance(worth("!If [Itself, one, two]", tmp_path), OneOf)


def test_given_parameters_win(tmp_path: Path) -> None:
    assert worth("!Ref Range", tmp_path, Range="10.9.0.0/16") == Known("10.9.0.0/16")
    assert worth("!Select [1, !Ref Names]", tmp_path, Names="x,y") == Known("y")
    assert worth("!If [Perhaps, one, two]", tmp_path, Unset="x") == Known("one")


def network(text: str, tmp_path: Path, name: str = "template.yaml") -> Network:
    """The network of one template."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (reading,) = analysis.read([tmp_path], Options(tree=tmp_path))
    assert not reading.problems
    (found,) = reading.networks
    return found


def subnets(found: Network) -> dict[str, Subnet]:
    """Subnets by their logical names."""
    return {one.address: one for one in found.subnets}


LOOP = """\
Transform: AWS::LanguageExtensions
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Fn::ForEach::Subnets:
    - Number
    - ["1", "2"]
    - Subnet${Number}:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Vpc
          CidrBlock: !Sub 10.0.${Number}.0/24
          AvailabilityZone: !Select [!Ref Number, !GetAZs ""]
"""


def test_loops_are_written_out(tmp_path: Path) -> None:
    found = subnets(network(LOOP, tmp_path))
    assert [str(one.cidr.value) for one in found.values() if isinstance(one.cidr, Known)] == [
        "10.0.1.0/24", "10.0.2.0/24",
    ]  # fmt: skip


def test_routes_make_subnets_public(tmp_path: Path) -> None:
    found = subnets(
        network(
            """\
Conditions: {Perhaps: !Equals [!Ref Public, "yes"]}
Parameters: {Public: {Type: String}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Open}}
  OpenTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  OpenRoute:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref OpenTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  ClosedTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  ClosedRoute:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref ClosedTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
  DoubtTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  DoubtRoute:
    Type: AWS::EC2::Route
    Condition: Perhaps
    Properties: {RouteTableId: !Ref DoubtTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  Open: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Closed: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Doubt: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Open, RouteTableId: !Ref OpenTable}}
  B: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Closed, RouteTableId: !Ref ClosedTable}}
  C: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Doubt, RouteTableId: !Ref DoubtTable}}
""",
            tmp_path,
        )
    )
    assert [found[name].public for name in ("Open", "Closed", "Doubt")] == [Truth.YES, Truth.NO, Truth.UNSURE]


def test_resources_whose_condition_does_not_hold_are_not_there(tmp_path: Path) -> None:
    text = """\
Parameters: {Extra: {Type: String, Default: "no"}, Unset: {Type: String}}
Conditions: {Extra: !Equals [!Ref Extra, "yes"], Perhaps: !Equals [!Ref Unset, "yes"]}
Resources:
  Sure: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: 10.0.0.0/24}}
  None: {Type: AWS::EC2::Subnet, Condition: Extra, Properties: {CidrBlock: 10.0.1.0/24}}
  Some: {Type: AWS::EC2::Subnet, Condition: Perhaps, Properties: {CidrBlock: 10.0.2.0/24}}
"""
    found = subnets(network(text, tmp_path))
    assert {name: one.exists for name, one in found.items()} == {"Sure": Truth.YES, "Some": Truth.UNSURE}


def test_places_are_those_of_logical_names(tmp_path: Path) -> None:
    text = """\
Resources:
  Subnet: # the only one

    Type: AWS::EC2::Subnet
    Properties: {CidrBlock: 10.0.0.0/24}
"""
    found = subnets(network(text, tmp_path))
    assert (found["Subnet"].span.line, found["Subnet"].span.column) == (2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Resources: 7\nx: AWS::", "Resources: {A: {Type: [AWS::EC2::VPC]}}", "Resources: {A: AWS::EC2::VPC}",
        "Resources: {A: {Type: AWS::EC2::VPC, Properties: 3}}", "Resources: {A: {Type: AWS::EC2::VPC, Condition: [x]}}",
        "Resources: {A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: !GetAtt A.CidrBlock}}}",
        "Conditions: 3\nResources: {A: {Type: AWS::EC2::VPC, Condition: Missing}}",
        "Parameters: [1]\nMappings: x\nResources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref X}}}",
        "Resources: {Fn::ForEach::X: [1, 2], A: {Type: AWS::EC2::VPC, Properties: {Tags: {x: y}}}}",
        "Resources: {Fn::Transform: {Name: AWS::Include}, A: {Type: AWS::EC2::VPC}}",
        "Resources: {A: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: !If [X, 1, 2]}}}",
    ],
)  # fmt: skip
def test_odd_templates_are_no_errors(text: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(text, encoding="utf-8")
    report = analysis.analyse([tmp_path], Options(tree=tmp_path))
    assert not [problem for problem in report.problems if problem.internal]


def test_what_is_no_yaml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: {Type: AWS::EC2::VPC\n  B: [}\n"
    (tmp_path / "template.yaml").write_text(text, encoding="utf-8")
    (problem,) = analysis.analyse([tmp_path], Options(tree=tmp_path)).problems
    assert problem.path == "template.yaml" and problem.line and "is no valid YAML" in problem.message


def test_other_files_are_no_templates() -> None:
    assert not sniff.is_template(b"apiVersion: v1\nkind: ConfigMap\ndata: {x: AWS::EC2::VPC}")
    assert not sniff.is_template(b"# Resources: AWS::")
    assert sniff.is_template(b'{"Resources": {"A": {"Type": "AWS::EC2::VPC"}}}')


def test_any_mutation_of_a_template_is_read_without_a_fault(tmp_path: Path) -> None:
    whole = (Path(__file__).parent.parent / "fixtures/ekn101_demand_exceeds_subnet/cloudformation").rglob("template.*")
    sources = [file.read_text(encoding="utf-8") for file in sorted(whole)]
    dice = random.Random(7)
    words = ["!Ref Vpc", "[]", "{}", "null", "!Select [9, []]", "!If [X, 1, 2]", "!Ref AWS::NoValue", "-1", "!GetAtt A"]
    for _ in range(150):
        lines = dice.choice(sources).splitlines()
        for _ in range(dice.randint(1, 4)):
            number = dice.randrange(len(lines))
            key, colon, _ = lines[number].partition(": ")
            lines[number] = f"{key}: {dice.choice(words)}" if colon else lines[number]
        (tmp_path / "template.yaml").write_text("\n".join(lines), encoding="utf-8")
        report = analysis.analyse([tmp_path], Options(tree=tmp_path))
        assert not [problem for problem in report.problems if problem.internal], "\n".join(lines)


def test_parameters_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures = Path(__file__).parent.parent / "fixtures/ekn101_demand_exceeds_subnet/cloudformation"
    where = str(fixtures / "size-from-parameter")
    assert cli.main(["check", where, "--select", "EKN101", "--param", "MaxSize=4"]) == 0
    assert cli.main(["check", where, "--select", "EKN101", "--param", "MaxSize=40"]) == 1
    assert "at least 1201" in capsys.readouterr().out
    assert cli.main(["check", where, "--param", "MaxSize"]) == 2


STACK = """\
Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20, AvailabilityZone: eu-west-1a}
  Cluster:
CLUSTER
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: !Ref Cluster
      NodeRole: arn:aws:iam::111122223333:role/nodes
      Subnets: [!Ref SubnetA]
      ScalingConfig: {MinSize: 1, DesiredSize: 2, MaxSize: 5}
"""
CLUSTERS = {
    "of-the-service": """\
    Type: AWS::EKS::Cluster
    Properties:
      Name: shop
      RoleArn: arn:aws:iam::111122223333:role/cluster
      ResourcesVpcConfig: {SubnetIds: [!Ref SubnetA]}
      KubernetesNetworkConfig: {ServiceIpv4Cidr: 10.0.128.0/20}""",
    "of-CDK": """\
    Type: Custom::AWSCDK-EKS-Cluster
    Properties:
      ServiceToken: !ImportValue Provider
      Config:
        name: shop
        roleArn: arn:aws:iam::111122223333:role/cluster
        resourcesVpcConfig: {subnetIds: [!Ref SubnetA]}
        kubernetesNetworkConfig: {serviceIpv4Cidr: 10.0.128.0/20}""",
}
INSTALLED = {
    "chart-with-yaml": (
        """\
    Type: AWSQS::Kubernetes::Helm
    Properties:
      ClusterID: !Ref Cluster
      Repository: https://aws.github.io/eks-charts
      Chart: eks/aws-vpc-cni
      Namespace: kube-system
      ValueYaml: |
        env:
          WARM_IP_TARGET: "2"
""",
        "EKN201",
    ),
    "chart-with-values": (
        """\
    Type: AWSQS::Kubernetes::Helm
    Properties:
      ClusterID: !Ref Cluster
      Chart: eks/aws-vpc-cni
      Namespace: kube-system
      Values: {env.WARM_IP_TARGET: "2"}
""",
        "EKN201",
    ),
    "chart-of-CDK": (
        """\
    Type: Custom::AWSCDK-EKS-HelmChart
    Properties:
      ClusterName: !Ref Cluster
      Release: cni
      Chart: aws-vpc-cni
      Namespace: kube-system
      Values: '{"env": {"WARM_IP_TARGET": "2"}}'
""",
        "EKN201",
    ),
    "object": (
        """\
    Type: AWSQS::Kubernetes::Resource
    Properties:
      ClusterName: !Ref Cluster
      Manifest: |
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: deny, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Egress]}
""",
        "EKN301",
    ),
    "objects-of-CDK": (
        """\
    Type: Custom::AWSCDK-EKS-KubernetesResource
    Properties:
      ClusterName: !Ref Cluster
      Manifest: !Sub '[{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "deny",
        "namespace": "shop", "labels": {"stack": "${AWS::StackName}"}}, "spec": {"podSelector": {}}}]'
""",
        "EKN301",
    ),
}


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_clusters_of_cdk_are_clusters(cluster: str, tmp_path: Path) -> None:
    found = findings(STACK.replace("CLUSTER", CLUSTERS[cluster]), tmp_path)
    assert "EKN114" in found and "EKN201" not in found and "EKN301" not in found


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("installed", INSTALLED)
def test_what_a_stack_installs(installed: str, cluster: str, tmp_path: Path) -> None:
    text, rule = INSTALLED[installed]
    whole = STACK.replace("CLUSTER", CLUSTERS[cluster]) + f"  Installed:\n{text}"
    found = findings(whole, tmp_path)
    assert rule in found
    chart = "helm" in text.lower()
    assert not chart or found[rule] > whole.splitlines().index("  Installed:")


def test_values_of_a_url_are_not_known(tmp_path: Path) -> None:
    text = INSTALLED["chart-with-yaml"][0] + "      ValueOverrideURL: s3://bucket/values.yaml\n"
    found = findings(STACK.replace("CLUSTER", CLUSTERS["of-CDK"]) + f"  Installed:\n{text}", tmp_path)
    assert "EKN201" not in found


def test_a_cluster_of_cdk_without_known_arguments(tmp_path: Path) -> None:
    cluster = "    Type: Custom::AWSCDK-EKS-Cluster\n    Properties: {Config: !ImportValue Arguments}"
    assert "EKN114" not in findings(STACK.replace("CLUSTER", cluster), tmp_path)


def findings(text: str, folder: Path) -> dict[str, int]:
    """The line of the first finding of each rule on a template."""
    template = folder / "template.yaml"
    template.write_text(text, encoding="utf-8")
    report = analysis.analyse([template], Options(tree=folder))
    assert not report.problems
    return {one.rule: one.at.line for one in reversed(report.findings)}


BAD = {
    "join-of-one": "!Join [a]",
    "select-of-one": "!Select [0]",
    "select-too-far": "!Select [9, [a]]",
    "select-of-no-number": "!Select [x, [a, b]]",
    "if-of-two": "!If [Perhaps, a]",
    "split-of-a-list": "!Split [',', [a, b]]",
    "cidr-of-one": "!Cidr [10.0.0.0/16]",
    "cidr-of-nothing": "!Cidr []",
    "cidr-too-many": "!Cidr [10.0.0.0/16, 4000000000, 8]",
    "sub-of-three": "!Sub [a, {}, c]",
    "map-of-one": "!FindInMap [Sizes]",
    "two-functions": "{'Fn::Join': ['', [a]], 'Fn::Sub': b}",
}


@pytest.mark.parametrize("expression", BAD.values(), ids=BAD)
def test_wrong_arity_is_unknown_and_named(expression: str, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(HEAD.replace("VALUE", expression), encoding="utf-8")
    report = analysis.analyse([template], Options(tree=tmp_path))
    (reading,) = analysis.read([template], Options(tree=tmp_path))
    (subnet,) = (one for network in reading.networks for one in network.subnets)
    assert isinstance(subnet.cidr, Unknown) and subnet.cidr.why
    assert not report.findings or all(one.rule != "EKN101" for one in report.findings)


def test_conditions_that_need_each_other(tmp_path: Path) -> None:
    conditions = "\n".join(f"  C{i}: !Not [!Condition C{(i + 1) % 50}]" for i in range(50))
    text = HEAD.replace("Resources:", f"{conditions}\nResources:", 1)
    text = text.replace("VALUE", "!If [C0, 10.0.0.0/24, 10.0.1.0/24]")
    template = tmp_path / "template.yaml"
    template.write_text(text, encoding="utf-8")
    assert not [one for one in analysis.analyse([template], Options(tree=tmp_path)).findings if one.rule == "EKN101"]


def test_a_template_of_a_megabyte(tmp_path: Path) -> None:
    block = "!Select [{0}, !Cidr [10.0.0.0/8, 256, 8]]"
    subnet = "  S{0}: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: !Ref Vpc, CidrBlock: " + block + "}}}}\n"
    body = "".join(subnet.format(i) for i in range(200))
    text = "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n" + body
    text += "Outputs:\n" + "".join(f"  O{i}: {{Value: !Sub 'x-${{AWS::Region}}-{i}'}}\n" for i in range(23_000))
    assert len(text) > 1_000_000
    template = tmp_path / "template.yaml"
    template.write_text(text, encoding="utf-8")
    started = time.process_time()
    analysis.analyse([template], Options(tree=tmp_path))
    assert time.process_time() - started < 20
