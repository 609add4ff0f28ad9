"""The one program: a flat, append-only, hash-consed graph, and what is read off it."""
