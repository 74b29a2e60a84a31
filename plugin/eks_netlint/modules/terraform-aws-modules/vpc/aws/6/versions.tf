# Stub of terraform-aws-modules/vpc/aws, major 6: same inputs, outputs, addresses and network attributes as
# version 6.6.0, written from its behaviour. tools/check_stub.py is the judge.
# Not here: `region` of each resource and `bgp_asn_extended`, which need AWS provider 6.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
