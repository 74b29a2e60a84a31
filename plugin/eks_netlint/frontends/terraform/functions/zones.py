"""The shape of a zone's name, which is known although the name is not."""

from __future__ import annotations

from eks_netlint.values import Reference, Value

_REGIONS = (
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 "
    "ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 "
    "cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 "
    "eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 "
    "us-gov-west-1 us-west-1 us-west-2"
)

ZONE_NAMES = (
    *(f"{region}{letter}" for region in _REGIONS.split() for letter in "af"),
    *("us-west-2-lax-1a", "us-west-2-lax-1b", "ap-southeast-2-akl-1a", "eu-central-1-ham-1a"),
    *("us-east-1-wl1-bos-wlz-1", "ap-northeast-1-wl1-nrt-wlz-1"),
)
"""Names of zones in every region, local and wavelength zones among them.

Regions of the partitions aws, aws-cn and aws-us-gov in botocore 1.44.5 (``data/endpoints.json``).  What holds of all
of these is taken to hold of every zone.
"""


def is_zone_name(value: Value) -> bool:
    """Whether an unknown is one member of the names of ``data.aws_availability_zones``."""
    return (
        isinstance(value, Reference)
        and value.path[:1] == ("names",)
        and len(value.path) == 2
        and value.address.rpartition("data.")[2].startswith("aws_availability_zones.")
    )
