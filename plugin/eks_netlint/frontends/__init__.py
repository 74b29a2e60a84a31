"""Readers of text: the only modules that open files."""
