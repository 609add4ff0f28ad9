"""Differentiation, graph to graph: a sweep appends derivative nodes and returns a function with other outputs."""
