"""Enclosures: sets of real numbers that never lose one, and the special functions on them."""
