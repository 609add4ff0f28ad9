"""Drawings as files: the graph that is drawn, its layout, one scene, and a thin writer for each kind of file."""
