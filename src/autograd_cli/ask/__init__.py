"""A text and its values, made into a problem."""
