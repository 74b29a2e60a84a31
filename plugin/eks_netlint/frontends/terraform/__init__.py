"""Terraform: syntax, partial evaluation, modules."""
