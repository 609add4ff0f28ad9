"""One point: its values, what is found about them, and when they are computed again with more range or digits."""
