"""The network and the questions it answers."""
