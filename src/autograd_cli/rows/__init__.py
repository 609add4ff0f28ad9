"""Many points: a function compiled, block by block, on all cores; knows no report."""
