"""Searches of unknowns: minima, with bounds and constraints, and roots; the derivatives of what is found."""
