"""Hosts we live in: the only modules that import checkov or cfn-lint."""
