"""Whether two functions are one: proofs in exact arithmetic, points where they differ, what is missing between them."""
