"""Files of numbers, in and out."""
