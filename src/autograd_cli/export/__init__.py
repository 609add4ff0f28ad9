"""A function as code of another language."""
