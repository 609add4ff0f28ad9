"""Vectors and matrices: the kernels of a number system on arrays, one file for each kind of operation."""
