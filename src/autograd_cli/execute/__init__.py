"""Numbers for the nodes of a graph, and what is to be said of them."""
