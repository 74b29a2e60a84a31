"""HCL stubs of well-known Terraform modules."""
