"""Kernels for many lanes at once, written over a mathematics: that of NumPy, or of a writer of LLVM IR."""
