"""From Terraform resources of AWS to security groups and who carries them."""
