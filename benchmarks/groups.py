"""Measure the question whether A reaches B: many security groups with many rules, and flows between what carries them.

    python benchmarks/groups.py [--groups 1000] [--rules 20000] [--flows 500]

The groups are read from resources as a front end gives them; reading Terraform itself is measured apart.  Half of the
rules name a group, the others ranges, on single ports and intervals; each flow leaves a thing with three groups in two
subnets for another.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from ipaddress import IPv4Network

from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.nouns import Members, Network
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.nouns import Security
from eks_netlint.model.security.parties import Party, Place
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.source import Document, Span
from eks_netlint.values import Items, Known, Reference, Truth, Value


def resources(groups: int, rules: int) -> list[Resource]:
    """The groups and their rules as resources of their own."""
    span = Span(Document("main.tf", b""), 0, 0)
    made = [Resource("aws_security_group", f"g{n}", f"aws_security_group.g{n}", WrittenAttributes({}), span)
            for n in range(groups)]  # fmt: skip
    for n in range(rules):
        low = 1 + n * 37 % 60000
        entries: dict[str, Value] = {
            "type": Known("egress" if n % 2 else "ingress"),
            "security_group_id": _id(n % groups),
            "protocol": Known(("tcp", "tcp", "udp", "-1")[n % 4] if n % 50 else "-1"),
            "from_port": Known(low),
            "to_port": Known(low + n % 4000),
        }
        if n // groups % 2:
            entries["source_security_group_id"] = _id(n * 7 % groups)
        else:
            entries["cidr_blocks"] = Items((Known(f"10.{n % 250}.{n % 16 * 16}.0/{16 + n % 9}"),))
        address = f"aws_security_group_rule.r{n}"
        made.append(Resource("aws_security_group_rule", f"r{n}", address, WrittenAttributes(entries), span))
    return made


def _id(number: int) -> Reference:
    return Reference("known after apply", address=f"aws_security_group.g{number}", path=("id",), solid=True)


def network(made: list[Resource]) -> Network:
    """What they are lowered to."""
    declared = Declared(made)
    return Network("bench", security=Security(Groups(declared, Vpcs(declared)).all))


def questions(net: Network, flows: int) -> float:
    """Seconds of CPU for the proofs of so many flows, nothing worked out before."""
    security = net.security
    assert security is not None
    count = len(security.groups)
    began = time.process_time()
    answers = {Truth.YES: 0, Truth.NO: 0, Truth.UNSURE: 0}
    for n in range(flows):
        ends = [_party(net, [(n * 13 + side * 5 + k * 31) % count for k in range(3)], n + side) for side in (0, 1)]
        answers[past_groups(ends[0], ends[1], Ports("tcp", 443 + n, 443 + n + n % 3), net).answer] += 1
    assert answers[Truth.UNSURE] == 0  # everything is known
    return time.process_time() - began


def _party(net: Network, carried: list[int], number: int) -> Party:
    security = net.security
    assert security is not None
    places = tuple(
        Place(f"s{number}-{k}", (IPv4Network(f"10.{number % 250}.{k * 16}.0/20"),)) for k in range(2)
    )
    return Party(f"p{number}", Members(tuple(security.groups[k] for k in carried)), places)


def main() -> int:
    """Print the measurements as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("groups", 1000), ("rules", 20000), ("flows", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true", help="seconds in all, and with half of the flows")
    asked = parser.parse_args()
    made = resources(asked.groups, asked.rules)
    began = time.process_time()
    net = network(made)
    lowered = time.process_time() - began
    if asked.json:
        half = lowered + questions(net, asked.flows // 2)
        whole = lowered + questions(network(made), asked.flows)
        print(json.dumps({"ours": whole, "other": half, "ratio": whole / half}))
        return 0
    print(json.dumps({**vars(asked), "lowered": round(lowered, 2), "proofs": round(questions(net, asked.flows), 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
