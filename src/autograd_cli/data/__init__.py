"""Files of numbers, in and out."""

# The path that is standard input, or standard output.
STANDARD = "-"
