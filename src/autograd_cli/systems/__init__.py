"""Number systems: the kernels that compute a node in floats, arrays, fractions, wide floats and balls."""
