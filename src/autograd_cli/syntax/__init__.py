"""Text to abstract syntax tree and back."""
