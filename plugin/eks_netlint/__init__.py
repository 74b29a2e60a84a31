"""Static analysis of EKS network design."""

__version__ = "0.1.0"
