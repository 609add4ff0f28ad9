"""The version, where the build and the command read it."""

__version__ = "0.2.0"
