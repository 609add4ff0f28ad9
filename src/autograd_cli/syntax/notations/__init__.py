"""Formulas in other notations than the language: each is read into the same tree."""
