"""Leadgate decides which inbound lead deserves sales time, says why, and gives it to the right rep."""

__version__ = "0.1.0"
