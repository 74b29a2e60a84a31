"""Views of one Report."""
